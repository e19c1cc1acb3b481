package dev.carnet.shared.picture;

import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.change.UnknownChange;
import dev.carnet.shared.token.VerificationKey;
import dev.carnet.shared.token.VerificationKey.Algorithm;
import java.time.Instant;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/// A public signing key with its row, parsed once.
public record SigningKey(SigningKeyState state, VerificationKey verification) {

    static SigningKey of(SigningKeyState state) {
        try {
            return new SigningKey(
                    state,
                    new VerificationKey(
                            state.kid(),
                            Algorithm.of(state.algorithm()),
                            PublicJsonWebKey.Factory.newPublicJwk(state.publicJwk())
                                    .getPublicKey()));
        } catch (JoseException | IllegalArgumentException notAKey) {
            throw new UnknownChange("signing key " + state.kid() + " is not understood");
        }
    }

    /// Whether signatures of this key count at that time.
    public boolean verifiesAt(Instant now) {
        return state.retiredAt().map(now::isBefore).orElse(true);
    }
}
