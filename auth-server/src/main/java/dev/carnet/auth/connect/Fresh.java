package dev.carnet.auth.connect;

import dev.carnet.shared.connection.ConnectionPlace;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/// A connection that has just been made.
///
/// @param kind `oauth` or `key`
/// @param resource the server's address
/// @param letter token or key, for mcp-server alone
record Fresh(
        ConnectionPlace place,
        String kind,
        String resource,
        String issuer,
        String scope,
        String lastFour,
        Buffer letter,
        boolean renewable,
        Optional<Instant> tokenExpiresAt,
        Instant at,
        boolean privateAllowed) {

    @Override
    public String toString() {
        return "Fresh[" + place.connection() + "]";
    }
}
