package dev.carnet.journeys.kills;

/// An API key whose creation was answered, perhaps after several tries with one Idempotency-Key.
record MadeKey(String name, String id) {}
