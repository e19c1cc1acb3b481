package dev.carnet.shared.fetch;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/// What became of a request whose answer counts whatever its status is.
public sealed interface Heard {

    /// Somebody answered.
    ///
    /// @param location where it says to go
    /// @param challenges every `WWW-Authenticate` header
    /// @param body at most as long as was wanted
    record Said(int status, Optional<String> location, List<String> challenges, Buffer body)
            implements Heard {}

    /// Nothing was sent, or nothing usable came.
    ///
    /// @param sent whether the request may have arrived
    /// @param reason for the audit log only
    record Silence(boolean sent, String reason) implements Heard {}
}
