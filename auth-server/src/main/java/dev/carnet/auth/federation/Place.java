package dev.carnet.auth.federation;

/// Where a provider is asked (OpenID Connect Discovery §4).
///
/// @param names whether its answers name it (RFC 9207)
record Place(String authorizationEndpoint, String tokenEndpoint, String jwksUri, boolean names) {}
