package dev.carnet.bench.person;

/// What the token endpoint gave.
///
/// @param clientId the public client they were given to
public record Tokens(String clientId, String access, String refresh) {}
