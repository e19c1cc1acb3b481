package dev.carnet.auth.signin;

/// By whose word somebody signed in. It reaches the people of one workspace, and only while they
/// are members of no other: its owner must not become them elsewhere.
public record Through(String workspace, String provider) {}
