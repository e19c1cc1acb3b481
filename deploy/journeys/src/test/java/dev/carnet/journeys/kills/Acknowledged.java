package dev.carnet.journeys.kills;

/// What a caller holds after an answered call.
///
/// @param trace the trace id it sent with the call, which nobody else sent
/// @param log the log its receipt names
/// @param seq the entry its receipt names
/// @param leaf that entry's hash, in base64
record Acknowledged(String trace, String log, long seq, String leaf) {}
