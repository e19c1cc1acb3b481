package dev.carnet.auth.journey;

import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Letterbox;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Servers behind the gateway as mcp-server would have them registered, and its letterbox.
final class Servers {

    private static final String LETTERBOX = Keysets.freshLetterbox();

    private Servers() {}

    /// Puts the slot of the letterbox where auth-server looks for it.
    static void openLetterbox() {
        try {
            World.current()
                    .write(
                            """
                            INSERT INTO gateway.letterbox (slot, private_sealed) VALUES (?, '')
                            ON CONFLICT (one) DO UPDATE SET slot = excluded.slot
                            """,
                            Keysets.slotOf(LETTERBOX));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A server that people connect to themselves.
    static String add(String workspace, String kind, String url) {
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

    /// What that person's connection holds.
    static HeldTokens tokens(String person, String server) {
        return HeldTokens.of(open(person, server));
    }

    /// The key that person's connection holds.
    static String key(String person, String server) {
        return new String(open(person, server), StandardCharsets.UTF_8);
    }

    private static byte[] open(String person, String server) {
        String from =
                " FROM gateway.connection WHERE ended_at IS NULL AND person_id = ?"
                        + " AND server_id = ?";
        World world = World.current();
        var place =
                new ConnectionPlace(
                        String.valueOf(world.read("SELECT workspace_id" + from, person, server)),
                        String.valueOf(world.read("SELECT connection_id" + from, person, server)),
                        person,
                        server);
        try {
            Letterbox box = Keysets.letterbox(LETTERBOX);
            return box.take(
                    (byte[]) world.read("SELECT letter" + from, person, server), place.text());
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException(foreign);
        }
    }
}
