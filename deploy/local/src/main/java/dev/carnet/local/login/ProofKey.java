package dev.carnet.local.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.database.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/// A key that passports are bound to, in a file of its own (a JWK), and proofs that somebody holds
/// it (RFC 9449 §4.2).
public record ProofKey(ECKey key) {

    /// What a proof is for, beside the request.
    ///
    /// @param token the passport that is shown with it
    /// @param nonce the server's, if it wants one
    record About(Optional<String> token, Optional<String> nonce) {}

    /// The key in that file.
    public static ProofKey read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new Refused("there is no key at " + file);
        }
        try {
            ECKey key = ECKey.parse(Files.readString(file));
            if (!key.isPrivate() || !key.getCurve().equals(Curve.P_256)) {
                throw new Refused(file + " is no private key on P-256");
            }
            return new ProofKey(key);
        } catch (ParseException _) {
            throw new Refused(file + " is no key (a JWK on P-256)");
        }
    }

    /// The same; where there is no file, a fresh key is put there, for its owner's eyes only.
    public static ProofKey readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            Folders.writePrivate(file, fresh().key().toJSONString() + "\n");
        }
        return read(file);
    }

    /// A key that is kept nowhere.
    public static ProofKey fresh() {
        try {
            return new ProofKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A proof of this moment for one request.
    ///
    /// @param token that is shown with it
    public String proof(String method, URI url, Optional<String> token) {
        return proof(method, url, new About(token, Optional.empty()), Instant.now());
    }

    /// A proof for one request with that passport.
    public String proof(String method, URI url, String passport, Optional<String> nonce) {
        return proof(method, url, new About(Optional.of(passport), nonce), Instant.now());
    }

    /// The value of the header `DPoP`.
    String proof(String method, URI url, About about, Instant now) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build();
        var claims =
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", method)
                        .claim("htu", url.toString().replaceFirst("[?#].*$", ""))
                        .issueTime(Date.from(now));
        about.token().ifPresent(token -> claims.claim("ath", hash(token)));
        about.nonce().ifPresent(nonce -> claims.claim("nonce", nonce));
        try {
            var proof = new SignedJWT(header, claims.build());
            proof.sign(new ECDSASigner(key));
            return proof.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hash(String token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Never shows the key.
    @Override
    public String toString() {
        return "a key that passports are bound to";
    }
}
