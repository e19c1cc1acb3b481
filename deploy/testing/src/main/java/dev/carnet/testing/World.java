package dev.carnet.testing;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/// Puts people, workspaces, agents and keys into the database of a test, with the feed rows that
/// tell the running service, and makes tokens for them. It writes as the superuser, past every
/// service.
public final class World {

    private static final long SETTLE_NANOS = 5_000_000_000L;
    private static final String SETTLED =
            """
            SELECT coalesce(min(applied_seq), -1) >= (SELECT seq FROM feed.head) FROM feed.replica
            WHERE seen_at > clock_timestamp() - interval '1 second' AND replica_id <> 'rep_silent'
            """;

    private static final int APPLIED_LOOKS = 400;
    private static final long APPLIED_PAUSE_NANOS = 5_000_000;
    private static final String APPLIED =
            """
            SELECT coalesce(min(applied_seq), 9223372036854775807) >= (SELECT seq FROM feed.head)
            FROM feed.replica WHERE seen_at > clock_timestamp() - interval '1500 milliseconds'
            """;

    private static final Map<String, World> KNOWN = new ConcurrentHashMap<>();

    private final Superuser owner;
    private final KeyMac keyMac;
    private final TestSigningKey signingKey;
    private final String issuer;
    private final String mcpUrl;

    private World(UnaryOperator<String> settings) {
        this.owner = Superuser.at(settings.apply(TestCarnet.DATABASE));
        this.signingKey = TestSigningKey.parse(settings.apply(TestCarnet.SIGNING_KEY));
        this.issuer = settings.apply(TestCarnet.ISSUER);
        this.mcpUrl = settings.apply(TestCarnet.MCP_URL);
        try {
            this.keyMac = Keysets.keyMac(settings.apply(TestCarnet.KEY_MAC));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static World of(Map<String, String> settings) {
        return new World(name -> Objects.requireNonNull(settings.get(name), name));
    }

    /// The world of the service under test.
    public static World current() {
        var config = ConfigProvider.getConfig();
        return KNOWN.computeIfAbsent(
                config.getValue(TestCarnet.SIGNING_KEY, String.class),
                _ -> new World(name -> config.getValue(name, String.class)));
    }

    /// The issuer of the service under test.
    public String issuer() {
        return issuer;
    }

    /// The MCP endpoint: the default resource.
    public String mcpUrl() {
        return mcpUrl;
    }

    /// The key behind `token()`.
    public TestSigningKey signingKey() {
        return signingKey;
    }

    /// Connections as the superuser.
    public DataSource owner() {
        return owner.source();
    }

    /// A new workspace.
    public String workspace() {
        String id = Ids.fresh("ws");
        change(
                id,
                new WorkspaceChanged("Test", false),
                "INSERT INTO auth.workspace (workspace_id, name) VALUES (?, 'Test')",
                id);
        AuditTrail.open(this, id);
        return id;
    }

    /// A new person, member of that workspace.
    public String member(String workspace, Role role) {
        String id = Ids.fresh("prs");
        write(
                "INSERT INTO auth.person (person_id, email, name, password_hash) VALUES (?, ?, 'T',"
                        + " '-')",
                id,
                id + "@example.test");
        change(
                workspace,
                new MemberChanged(id, Optional.of(role)),
                "INSERT INTO auth.member (workspace_id, person_id, role) VALUES (?, ?, ?)",
                workspace,
                id,
                role.wire());
        return id;
    }

    /// A new agent of that person.
    public String agent(String workspace, String ownerId) {
        String id = Ids.fresh("agt");
        change(
                workspace,
                new AgentChanged(new AgentState(id, ownerId, "Robot", AgentState.Status.ACTIVE)),
                """
                INSERT INTO auth.agent (workspace_id, agent_id, name, description, owner_id, scopes)
                VALUES (?, ?, 'Robot', '', ?, '{carnet:read,carnet:write}')
                """,
                workspace,
                id,
                ownerId);
        return id;
    }

    /// A self-registered client, of no workspace.
    public String client() {
        String id = Ids.fresh("cli");
        write(
                """
                INSERT INTO auth.client (client_id, name, application_type, token_endpoint_auth_method,
                  redirect_uris, grant_types, scopes, resources)
                VALUES (?, 'Client', 'native', 'none', '{}', '{authorization_code,refresh_token}',
                  '{carnet:read,carnet:write,carnet:operate}', '{}')
                """,
                id);
        return id;
    }

    /// What that person allowed that client.
    public String grant(String workspace, String person, String client) {
        String id = Ids.fresh("grt");
        write(
                """
                INSERT INTO auth.grant_
                  (workspace_id, grant_id, person_id, client_id, scope, resource, label)
                VALUES (?, ?, ?, ?, 'carnet:read carnet:write carnet:operate', ?, 'Test')
                """,
                workspace,
                id,
                person,
                client,
                mcpUrl);
        return id;
    }

    /// A new key; personal keys act as that person.
    public ApiKeyText key(String workspace, String person, boolean personal, boolean write) {
        var key = ApiKeyText.fresh();
        byte[] mac = keyMac.compute(key);
        change(
                workspace,
                new KeyChanged(
                        new KeyState(
                                key.id(),
                                "test",
                                personal,
                                write,
                                person,
                                Base64.getEncoder().encodeToString(mac),
                                keyMac.pepperVersion(),
                                Optional.empty(),
                                false)),
                """
                INSERT INTO auth.api_key
                  (workspace_id, key_id, name, kind, access, person_id, prefix, mac, pepper_version)
                VALUES (?, ?, 'test', ?, ?, ?, ?, ?, ?)
                """,
                workspace,
                key.id(),
                personal ? "personal" : "workspace",
                write ? "write" : "read",
                person,
                key.prefix(),
                mac,
                keyMac.pepperVersion());
        return key;
    }

    /// Claims for that person, 5 minutes, audience the MCP endpoint, every scope; a test changes
    /// what it needs.
    public TestClaims claims(String workspace, String person) {
        return TestClaims.access(issuer, mcpUrl, workspace, person);
    }

    /// A bearer token with those claims.
    public String token(TestClaims claims) {
        return signingKey.sign(claims.build());
    }

    /// The same signing key in the database, published and signing.
    void publish(TestSigningKey key) {
        String publicJwk = key.key().toPublicJWK().toJSONString();
        Instant now = Instant.now().minusSeconds(3600);
        change(
                Change.EVERYWHERE,
                new SigningKeyChanged(
                        new SigningKeyState(
                                key.key().getKeyID(), "ES256", publicJwk, now, Optional.empty())),
                """
                INSERT INTO auth.signing_key
                  (kid, algorithm, public_jwk, private_sealed, predecessor, signs_from)
                VALUES (?, 'ES256', ?, ''::bytea, 'test', clock_timestamp() - interval '1 hour')
                """,
                key.key().getKeyID(),
                publicJwk);
    }

    /// Writes a row and tells the replicas, in one transaction.
    public void change(String workspace, ChangeBody body, String sql, Object... parameters) {
        owner.use(connection -> {
            connection.setAutoCommit(false);
            Superuser.execute(connection, sql, parameters);
            Superuser.execute(
                    connection, "SELECT feed.append(?, ?, ?)", body.kind(), workspace, body.json());
            connection.commit();
            connection.setAutoCommit(true);
            return awaitApplied(connection);
        });
    }

    /// Waits until the service under test, if it runs, decides with everything written so far.
    private static boolean awaitApplied(Connection connection) throws SQLException {
        for (int i = 0; i < APPLIED_LOOKS; i++) {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(APPLIED)) {
                if (row.next() && row.getBoolean(1)) {
                    return true;
                }
            }
            LockSupport.parkNanos(APPLIED_PAUSE_NANOS);
        }
        return false;
    }

    /// Writes a row that no picture knows of.
    public void write(String sql, Object... parameters) {
        owner.write(sql, parameters);
    }

    /// Waits until every live replica has applied what this world changed.
    public void settle() {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (!Boolean.TRUE.equals(read(SETTLED)) && System.nanoTime() < end) {
            LockSupport.parkNanos(200_000);
        }
    }

    /// Does that work with a connection that commits each statement, and is like that afterwards.
    <T> T use(Superuser.Work<T> work) {
        return owner.use(work);
    }

    /// The first column of the first row.
    public Object read(String sql, Object... parameters) {
        return owner.read(sql, parameters);
    }

    /// The first column of every row, as text.
    public List<String> strings(String sql, Object... parameters) {
        return owner.strings(sql, parameters);
    }
}
