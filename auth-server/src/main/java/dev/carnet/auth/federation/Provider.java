package dev.carnet.auth.federation;

import dev.carnet.shared.desk.Slice;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/// An OpenID provider of a workspace.
///
/// @param issuer exactly as its metadata says
/// @param clientId what we are called there
/// @param provision whom it may bring along
/// @param secret what proves us there, sealed; none for a public client
public record Provider(
        String workspace,
        String id,
        String name,
        String issuer,
        String clientId,
        Optional<Buffer> secret,
        boolean enabled,
        Provision provision,
        int version,
        Instant createdAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    /// Where the secret belongs.
    String place() {
        return "identity_provider/" + id;
    }
}
