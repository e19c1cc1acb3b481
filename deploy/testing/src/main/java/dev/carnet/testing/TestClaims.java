package dev.carnet.testing;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Ids;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Claims that a test bends one by one; every setter answers the same object.
public final class TestClaims {

    private static final int LIFE_SECONDS = 300;

    private String issuer;
    private String audience;
    private String subject;
    private String client = Ids.fresh("cli");
    private String jti = Ids.fresh("jti");
    private Instant issuedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Instant expiresAt = issuedAt.plusSeconds(LIFE_SECONDS);
    private Set<Scope> scopes = EnumSet.allOf(Scope.class);
    private TokenKind kind = TokenKind.ACCESS;
    private final String workspace;
    private long seq = Integer.MAX_VALUE;
    private Optional<String> grant = Optional.of(Ids.fresh("grt"));
    private Optional<String> key = Optional.empty();
    private Optional<String> agent = Optional.empty();
    private Optional<String> owner = Optional.empty();
    private Optional<String> session = Optional.empty();
    private Optional<String> intent = Optional.empty();
    private List<String> actors = List.of();
    private Optional<String> keyThumbprint = Optional.empty();
    private Mandate mandate = Mandate.NONE;

    private TestClaims(String issuer, String audience, String workspace, String subject) {
        this.issuer = issuer;
        this.audience = audience;
        this.workspace = workspace;
        this.subject = subject;
    }

    /// An access token of a person, issued after everything that was ever revoked.
    public static TestClaims access(
            String issuer, String audience, String workspace, String person) {
        return new TestClaims(issuer, audience, workspace, person);
    }

    /// Makes it a passport of that agent.
    public TestClaims passport(String agentId, String ownerId) {
        kind = TokenKind.PASSPORT;
        subject = agentId;
        client = agentId;
        jti = Ids.fresh("psp");
        grant = Optional.empty();
        agent = Optional.of(agentId);
        owner = Optional.of(ownerId);
        session = Optional.of(Ids.fresh("pss"));
        intent = Optional.of("test");
        return this;
    }

    /// Makes it a token of a workspace's own client.
    public TestClaims service(String clientId) {
        kind = TokenKind.SERVICE;
        subject = clientId;
        client = clientId;
        grant = Optional.empty();
        return this;
    }

    /// Makes it stand for that key (token exchange).
    public TestClaims forKey(String keyId) {
        key = Optional.of(keyId);
        grant = Optional.empty();
        return this;
    }

    /// Another issuer.
    public TestClaims issuer(String value) {
        issuer = value;
        return this;
    }

    /// Another audience.
    public TestClaims audience(String value) {
        audience = value;
        return this;
    }

    /// Another client.
    public TestClaims client(String value) {
        client = value;
        return this;
    }

    /// Another grant.
    public TestClaims grant(String value) {
        grant = Optional.of(value);
        return this;
    }

    /// Another jti.
    public TestClaims jti(String value) {
        jti = value;
        return this;
    }

    /// Issued and ending then.
    public TestClaims lives(Instant from, Instant until) {
        issuedAt = from;
        expiresAt = until;
        return this;
    }

    /// Only these scopes.
    public TestClaims scopes(Set<Scope> value) {
        scopes = value;
        return this;
    }

    /// The feed number the issuer had seen.
    public TestClaims seq(long value) {
        seq = value;
        return this;
    }

    /// Who acts for the subject.
    public TestClaims actor(String value) {
        actors = List.of(value);
        return this;
    }

    /// Bound to a key (RFC 9449 §6.1).
    public TestClaims boundTo(String thumbprint) {
        keyThumbprint = Optional.of(thumbprint);
        return this;
    }

    /// What the passport is for.
    public TestClaims mandate(Mandate value) {
        mandate = value;
        return this;
    }

    /// The claims.
    public TokenClaims build() {
        return new TokenClaims(
                issuer,
                audience,
                subject,
                client,
                jti,
                issuedAt,
                expiresAt,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                keyThumbprint,
                List.of(),
                mandate);
    }
}
