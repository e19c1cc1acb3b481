package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.World;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// People connected to a server, as auth-server leaves them.
public final class Connected {

    private static final String SLOT = "SELECT slot FROM gateway.letterbox";

    private Connected() {}

    /// A server that people connect to themselves.
    public static String server(String workspace, String kind, String url) {
        String id = Ids.fresh("srv");
        World.current()
                .write(
                        """
                        INSERT INTO gateway.server (workspace_id, server_id, slug, name, transport, address,
                          authentication, private_allowed, bounds, approved_shape, created_by,
                          created_at)
                        SELECT ws, id, slug, 'Notes', 'http', url, auth::text, true, '{}',
                          jsonb_build_object('transport', 'http', 'address', url, 'authentication',
                            auth, 'private_allowed', true)::text, 'test', now()
                        FROM (VALUES (?, ?, ?, ?, jsonb_build_object('kind', ?)))
                          AS one(ws, id, slug, url, auth)
                        """,
                        workspace,
                        id,
                        id.substring(4, 12),
                        url,
                        kind);
        return id;
    }

    /// That person's tokens at the other service.
    ///
    /// @param seconds how long the access token counts
    public static HeldTokens tokens(OtherService other, ConnectionPlace place, int seconds) {
        var given = other.grant(place.person());
        var held =
                new HeldTokens(
                        given.access(),
                        Optional.of(given.refresh()),
                        other.url(),
                        other.url() + "/token",
                        Optional.of(other.url() + "/revoke"),
                        other.mcp(),
                        new OurClient("carnet", Optional.empty(), OurClient.NONE));
        insert(place, "oauth", other.mcp(), held.bytes(), seconds);
        return held;
    }

    /// That person's key.
    public static void key(ConnectionPlace place, String address, String key) {
        insert(place, "key", address, key.getBytes(StandardCharsets.UTF_8), 3600);
    }

    /// A key that nobody has tried yet, as that person has just given it.
    ///
    /// @param claimed seconds until whoever tries it counts as lost; 0 when nobody does
    public static void freshKey(ConnectionPlace place, String address, String key, int claimed) {
        String guard = "UPDATE gateway.connection SET trial = 'open', claim = ";
        insert(place, "key", address, key.getBytes(StandardCharsets.UTF_8), 3600);
        World.current()
                .write(
                        claimed == 0
                                ? guard + "NULL WHERE connection_id = ?"
                                : guard
                                        + "'clm_dead', claimed_until = now() + interval '"
                                        + claimed
                                        + " seconds' WHERE connection_id = ?",
                        place.connection());
    }

    private static void insert(
            ConnectionPlace place, String kind, String address, byte[] secret, int seconds) {
        World world = World.current();
        try {
            byte[] letter =
                    Keysets.slot(String.valueOf(world.read(SLOT))).put(secret, place.text());
            world.write(
                    """
                    INSERT INTO gateway.connection (workspace_id, connection_id, server_id, person_id,
                      kind, resource, letter, renewable, token_expires_at, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, true, now() + ? * interval '1 second', now())
                    """,
                    place.workspace(),
                    place.connection(),
                    place.server(),
                    place.person(),
                    kind,
                    address,
                    letter,
                    seconds);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
