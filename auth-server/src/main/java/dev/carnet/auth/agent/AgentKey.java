package dev.carnet.auth.agent;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.carnet.auth.client.AssertionCheck;
import dev.carnet.auth.client.AssertionCheck.Accepted;
import dev.carnet.auth.client.AssertionCheck.Signatory;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.desk.Refused;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The public key of an agent.
record AgentKey(JWK key) {

    private static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /// How long an assertion may live, and how far clocks may stand apart.
    private static final Duration LIFE = Duration.ofSeconds(60);

    private static final Duration SKEW = Duration.ofSeconds(60);

    /// The key somebody wants to enrol, if it is a public one of a kind that is used here.
    static Optional<AgentKey> of(String json) {
        try {
            JWK key = JWK.parse(json);
            return key.isPrivate() || !isUsable(key)
                    ? Optional.empty()
                    : Optional.of(new AgentKey(key.toPublicJWK()));
        } catch (ParseException | IllegalArgumentException notAKey) {
            return Optional.empty();
        }
    }

    private static boolean isUsable(JWK key) {
        return switch (key) {
            case ECKey ec -> ec.getCurve().equals(Curve.P_256) && isOnCurve(ec);
            case OctetKeyPair pair ->
                    pair.getCurve().equals(Curve.Ed25519) && pair.getDecodedX().length == 32;
            default -> false;
        };
    }

    private static boolean isOnCurve(ECKey key) {
        try {
            return key.toECPublicKey() != null;
        } catch (JOSEException offCurve) {
            return false;
        }
    }

    /// What a row keeps.
    String json() {
        return key.toJSONString();
    }

    /// The assertion, if this key signed it about that agent within the last minute.
    Accepted check(AssertionCheck check, String agent, String assertion, Instant now) {
        try {
            Accepted accepted =
                    check.check(assertion, new Signatory(agent, List.of(key), ALGORITHMS), now);
            if (accepted.keepUntil().isAfter(now.plus(LIFE).plus(SKEW).plus(SKEW))) {
                throw wrong();
            }
            return accepted;
        } catch (Refusal refused) {
            throw wrong();
        }
    }

    /// One answer to everything that is wrong with an assertion.
    static Refused wrong() {
        return new Refused(
                dev.carnet.shared.desk.Refusal.INVALID_TOKEN,
                "The assertion is not one of an enrolled agent's key, or was used before.");
    }
}
