package dev.carnet.journeys.kills;

/// An API key whose creation was answered.
///
/// @param name unique; also the Idempotency-Key of its creation
/// @param tries how often it was asked for with that Idempotency-Key
record MadeKey(String name, String id, int tries) {}
