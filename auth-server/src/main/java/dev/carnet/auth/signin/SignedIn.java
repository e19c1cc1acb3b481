package dev.carnet.auth.signin;

/// A person in front of a browser that has a live session.
///
/// @param key names the session without being able to stand for it; forms are tied to it
public record SignedIn(String person, String email, String name, String key) {}
