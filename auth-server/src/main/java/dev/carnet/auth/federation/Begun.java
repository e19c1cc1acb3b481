package dev.carnet.auth.federation;

import java.util.Optional;

/// A sign-in that is under way at a provider.
///
/// @param verifier of PKCE (RFC 7636)
/// @param linking the person who wants to link an account, if that is what it is about
record Begun(
        String provider, String nonce, String verifier, Optional<String> linking, String returnTo) {

    @Override
    public String toString() {
        return "Begun[" + provider + "]";
    }
}
