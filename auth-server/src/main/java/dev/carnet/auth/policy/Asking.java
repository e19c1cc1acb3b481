package dev.carnet.auth.policy;

/// What a grant is about to give a client.
public enum Asking {
    /// Access it does not have: an authorization, or a token that rests on no earlier one.
    NEW,
    /// More of what it was given before: a refresh, an exchange.
    MORE
}
