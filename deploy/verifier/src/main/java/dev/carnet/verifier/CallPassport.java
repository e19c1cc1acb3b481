package dev.carnet.verifier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What Carnet says of one call.
///
/// @param subject the person it runs for, or the client or key where there is none
/// @param actors agents that act for them, the current one first, whoever sent it after it
/// @param policy version of the rules and the rule that let it through (`7/rul_…`), if rules did
/// @param gate id of the gate at which somebody agreed to it
/// @param log origin of the audit log that has its begin entry
/// @param entry the entry's place there
/// @param passport id of the caller's passport, if it came with one
public record CallPassport(
        String jti,
        String workspace,
        String subject,
        List<String> actors,
        String tool,
        Optional<String> policy,
        Optional<String> gate,
        String log,
        long entry,
        Optional<String> passport,
        Instant expiresAt) {}
