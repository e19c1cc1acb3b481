package dev.carnet.auth.signin;

import java.time.Instant;

/// A sign-in that is complete: every step that was asked for has been taken.
public record Authentication(String person, Strength strength, Instant at) {}
