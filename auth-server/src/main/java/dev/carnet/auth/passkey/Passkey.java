package dev.carnet.auth.passkey;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/// A passkey as its person sees it.
///
/// @param credential the id the device knows it by
public record Passkey(
        String id, String name, Buffer credential, Instant createdAt, Optional<Instant> usedAt) {}
