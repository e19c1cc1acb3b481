package dev.carnet.shared.picture;

import java.time.Instant;

/// Something that was taken away.
///
/// @param seq the feed number: for a client, agent or member it ends what was issued by who had not
///   seen it
/// @param keepUntil when nothing it ends can be alive any more
public record Revocation(long seq, String reason, Instant keepUntil) {}
