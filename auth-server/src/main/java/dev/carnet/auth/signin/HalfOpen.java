package dev.carnet.auth.signin;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Optional;

/// Somebody whose first step was right and whose second one is still to come.
///
/// @param through by whose word the first step was taken, if it was no password
/// @param hash of the cookie's secret; forms are tied to it
public record HalfOpen(Buffer hash, String person, String email, Optional<Through> through) {

    String key() {
        return Base64.getUrlEncoder().encodeToString(hash.getBytes());
    }
}
