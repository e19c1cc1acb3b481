package dev.carnet.auth.passport;

/// Something about an agent's report that a person might want to know.
///
/// @param kind `undeclared_service`, `outside_passport`, `unreported_service`, `uncounted_calls`,
///   `unseen_service`, `unseen_calls`, `unreported_delegation`, `unseen_delegation`
/// @param severity `info`, `warning` or `critical`
/// @param detail in words
public record Finding(String kind, String severity, String detail) {}
