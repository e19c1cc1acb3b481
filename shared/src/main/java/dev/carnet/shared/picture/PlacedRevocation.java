package dev.carnet.shared.picture;

/// A revocation with what it took away.
public record PlacedRevocation(String type, String id, Revocation revocation) {}
