package dev.carnet.mcp.vault;

import io.vertx.core.buffer.Buffer;

/// A secret as a row holds it.
///
/// @param bytes the wrapped data key and what it sealed (Tink's envelope)
/// @param wrapping names the key that wrapped the data key
public record Sealed(Buffer bytes, String wrapping) {}
