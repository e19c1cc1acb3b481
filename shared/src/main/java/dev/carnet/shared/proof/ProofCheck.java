package dev.carnet.shared.proof;

import static dev.carnet.shared.proof.BadProof.demand;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Every check of RFC 9449 §4.3 that needs no look-up, in its order.
final class ProofCheck {

    private final Nonces nonces;
    private final Duration past;

    /// @param past how old a proof may be
    ProofCheck(Nonces nonces, Duration past) {
        this.nonces = nonces;
        this.past = past;
    }

    /// What the checks come to.
    sealed interface Checked {

        /// A proof that holds; whether it is new is for the store to say.
        ///
        /// @param keepUntil when it may be forgotten, because it is too old by then
        record Holds(String key, String jti, Instant keepUntil) implements Checked {}

        /// It needs a nonce, or a fresher one.
        record NonceWanted() implements Checked {}
    }

    /// Checks the one proof of that request.
    ///
    /// @param nonceDemanded whether it needs a nonce; one that is there has to be good anyway
    Checked check(ProofRequest request, boolean nonceDemanded, Instant now) throws BadProof {
        SignedProof proof = SignedProof.read(only(request.headers()));
        Optional<String> jti = proof.text("jti").filter(ProofCheck::isModerate);
        demand(jti.isPresent(), "proof_jti", "jti is missing or too long");
        demand(
                proof.text("htm").equals(Optional.of(request.method())),
                "proof_htm",
                "htm is not the request's method");
        demand(
                proof.text("htu").filter(url -> Targets.same(url, request.url())).isPresent(),
                "proof_htu",
                "htu is not the request's URL, which is " + request.url());
        Optional<String> nonce = proof.text("nonce");
        if (nonce.map(given -> !nonces.holds(given)).orElse(nonceDemanded)) {
            return new Checked.NonceWanted();
        }
        Instant issued = inTime(proof, now);
        bound(proof, request);
        return new Checked.Holds(proof.key(), jti.orElseThrow(), issued.plus(past));
    }

    private static String only(List<String> headers) throws BadProof {
        demand(!headers.isEmpty(), "proof_missing", "the DPoP header is missing");
        demand(headers.size() == 1, "proof_repeated", "there is more than one DPoP header");
        return headers.getFirst().strip();
    }

    private static boolean isModerate(String jti) {
        return !jti.isEmpty() && jti.length() <= ProofLimits.JTI_CHARACTERS;
    }

    private Instant inTime(SignedProof proof, Instant now) throws BadProof {
        JsonNode iat = proof.claims().path("iat");
        demand(iat.isNumber() && iat.canConvertToLong(), "proof_iat", "iat is not a time");
        Instant issued = Instant.ofEpochSecond(iat.longValue());
        demand(
                !issued.isAfter(now.plus(ProofLimits.FUTURE)),
                "proof_from_future",
                "iat is in the future");
        demand(!issued.isBefore(now.minus(past)), "proof_too_old", "iat is too long ago");
        return issued;
    }

    /// At a resource: the proof is for this very token, by the key the token is bound to.
    private static void bound(SignedProof proof, ProofRequest request) throws BadProof {
        if (request.token().isPresent()) {
            demand(
                    proof.text("ath").equals(request.token().map(ProofCheck::hash)),
                    "proof_ath",
                    "ath is not the hash of the access token");
        }
        if (request.key().isPresent()) {
            demand(
                    request.key().get().equals(proof.key()),
                    "proof_key_not_the_tokens",
                    "jwk is not the key the access token is bound to");
        }
    }

    private static String hash(String token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java without SHA-256", impossible);
        }
    }
}
