package dev.carnet.shared.proof;

/// What a request proves.
public sealed interface ProofVerdict {

    /// Who sent it holds this key.
    ///
    /// @param key its thumbprint (RFC 7638), base64url
    record Proven(String key) implements ProofVerdict {}

    /// Nothing: `invalid_dpop_proof`.
    ///
    /// @param publicText for the caller
    /// @param reason for the audit log
    record Refused(String publicText, String reason) implements ProofVerdict {}

    /// Nothing yet: `use_dpop_nonce`, with a fresh one.
    record NonceWanted() implements ProofVerdict {}
}
