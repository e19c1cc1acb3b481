package dev.carnet.shared.proof;

import static dev.carnet.shared.proof.BadProof.demand;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import dev.carnet.shared.token.BadToken;
import dev.carnet.shared.token.StrictJson;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/// A proof whose signature holds (RFC 9449 §4.3, checks 2 to 7); what it says is still to be
/// compared with the request.
///
/// @param key the thumbprint of the key that signed it
record SignedProof(String key, JsonNode claims) {

    /// Keeps access tokens and client assertions from passing as proofs (RFC 8725 §3.11).
    private static final String TYPE = "dpop+jwt";

    /// The members of private and symmetric keys (RFC 7518 §6).
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    static SignedProof read(String text) throws BadProof {
        demand(text.length() <= ProofLimits.CHARACTERS, "proof_too_long", "it is too long");
        JWSObject proof = parse(text);
        JWSHeader header = proof.getHeader();
        demand(isTyped(header), "proof_type", "typ is not " + TYPE);
        demand(
                ProofKeys.isKnown(header.getAlgorithm()),
                "proof_algorithm",
                "alg is none of " + String.join(" ", ProofKeys.ALGORITHMS));
        demand(header.getCriticalParams() == null, "proof_crit", "crit is not understood");
        JWK key = publicKey(header);
        demand(ProofKeys.signed(proof, key), "proof_signature", "the signature does not hold");
        return new SignedProof(
                ProofKeys.thumbprint(key), object(proof.getPayload().toBytes(), "the payload"));
    }

    private static JWSObject parse(String text) throws BadProof {
        try {
            return JWSObject.parse(text);
        } catch (ParseException | IllegalArgumentException notSigned) {
            throw new BadProof("proof_not_a_jws", "it is not a signed JWT with a public jwk");
        }
    }

    private static boolean isTyped(JWSHeader header) {
        return header.getType() != null && TYPE.equals(header.getType().getType());
    }

    /// Every key that `jku`, `x5u` or `kid` could name is passed over: only `jwk` counts.
    private static JWK publicKey(JWSHeader header) throws BadProof {
        JsonNode raw = object(header.toBase64URL().decode(), "the header").path("jwk");
        boolean isPublic = PRIVATE.stream().noneMatch(raw::has);
        JWK key =
                Optional.ofNullable(header.getJWK())
                        .filter(known -> isPublic && !known.isPrivate())
                        .orElseThrow(() -> new BadProof("proof_key", "jwk is not a public key"));
        return key;
    }

    /// Read a second time, because the library takes the last of two members of one name.
    private static JsonNode object(byte[] json, String what) throws BadProof {
        try {
            return StrictJson.object(json);
        } catch (BadToken notStrict) {
            throw new BadProof("proof_not_json", what + " is not a plain JSON object");
        }
    }

    /// A claim that is a string.
    Optional<String> text(String name) {
        return Optional.ofNullable(claims.get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }
}
