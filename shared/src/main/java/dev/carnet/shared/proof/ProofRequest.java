package dev.carnet.shared.proof;

import java.util.List;
import java.util.Optional;

/// A request that is to prove possession of a key.
///
/// @param headers every `DPoP` header it has
/// @param url where it was sent, made of configuration and path, never of `Host`
/// @param token the access token it comes with, at a resource
/// @param key the thumbprint it has to prove, if that is known before
public record ProofRequest(
        List<String> headers,
        String method,
        String url,
        Optional<String> token,
        Optional<String> key) {

    /// A request for a token: any key will do.
    public static ProofRequest forToken(List<String> headers, String method, String url) {
        return new ProofRequest(headers, method, url, Optional.empty(), Optional.empty());
    }

    /// A request with a token that is bound to that key.
    public static ProofRequest withToken(
            List<String> headers, String method, String url, String token, String key) {
        return new ProofRequest(headers, method, url, Optional.of(token), Optional.of(key));
    }

    @Override
    public String toString() {
        return "ProofRequest[" + method + " " + url + "]";
    }
}
