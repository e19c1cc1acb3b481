package dev.carnet.testing;

import dev.carnet.shared.change.ChangeBody.Revoked;
import java.time.Instant;

/// Revocations as auth-server writes them, past every service.
public final class Revoking {

    private Revoking() {}

    /// Takes something away, and waits until the service under test knows.
    public static void revoke(World world, String workspace, String type, String id) {
        world.change(
                workspace,
                new Revoked(type, id, "test", Instant.now().plusSeconds(3600)),
                """
                INSERT INTO auth.revocation (workspace_id, type, id, seq, reason, keep_until)
                VALUES (?, ?, ?, (SELECT seq + 1 FROM feed.head), 'test', now() + interval '1 hour')
                """,
                workspace,
                type,
                id);
    }
}
