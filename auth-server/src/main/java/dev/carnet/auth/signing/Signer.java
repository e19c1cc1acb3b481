package dev.carnet.auth.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.picture.SigningKey;
import dev.carnet.shared.token.ClaimsJson;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Collectors;

/// Signs access tokens and passports (RFC 9068) with the key whose time it is, and publishes the
/// public keys.
@Singleton
public final class Signer {

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    private final PictureHolder pictures;
    private final PrivateKeys privateKeys;
    private final Clock clock;

    Signer(PictureHolder pictures, PrivateKeys privateKeys, Clock clock) {
        this.pictures = pictures;
        this.privateKeys = privateKeys;
        this.clock = clock;
    }

    /// The compact JWT with those claims.
    public Uni<String> sign(TokenClaims claims) {
        return Uni.createFrom().item(() -> current(picture())).chain(key -> sign(claims, key));
    }

    /// The published key set (RFC 7517 §5): keys that sign, will sign, or still verify.
    public String jwks() {
        Instant now = clock.instant();
        return picture().everySigningKey().stream()
                .filter(key -> key.verifiesAt(now))
                .map(key -> key.state().publicJwk())
                .sorted()
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private Picture picture() {
        return switch (pictures.current()) {
            case Fresh fresh -> fresh.picture();
            case Stale _ -> throw new PictureTooOld("to sign by");
        };
    }

    private SigningKeyState current(Picture picture) {
        Instant now = clock.instant();
        return picture.everySigningKey().stream()
                .filter(key -> key.verifiesAt(now))
                .map(SigningKey::state)
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(Comparator.comparing(SigningKeyState::signsFrom))
                .orElseThrow(() -> new IllegalStateException("there is no signing key"));
    }

    private Uni<String> sign(TokenClaims claims, SigningKeyState key) {
        return privateKeys.signer(key.kid()).map(signer -> sign(claims, key, signer));
    }

    private static String sign(TokenClaims claims, SigningKeyState key, JWSSigner signer) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.parse(key.algorithm()))
                        .type(TYPE)
                        .keyID(key.kid())
                        .build();
        var token = new JWSObject(header, new Payload(ClaimsJson.write(claims)));
        try {
            token.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing failed", impossible);
        }
        return token.serialize();
    }
}
