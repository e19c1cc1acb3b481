package dev.carnet.shared.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.shared.token.TokenVerdict.Valid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// Remembers which tokens had a good signature, by the SHA-256 of the token. Only the signature is
/// remembered: time, audience, key and revocation are looked at on every request.
final class VerifiedTokens {

    private static final int LIMIT = 50_000;

    private final Cache<Digest, Valid> cache = Caffeine.newBuilder().maximumSize(LIMIT).build();

    Optional<Valid> find(String jwt) {
        return Optional.ofNullable(cache.getIfPresent(Digest.of(jwt)));
    }

    void keep(String jwt, Valid valid) {
        cache.put(Digest.of(jwt), valid);
    }

    void forget(String jwt) {
        cache.invalidate(Digest.of(jwt));
    }

    /// A SHA-256 with the equality of its bytes.
    private static final class Digest {

        private final byte[] bytes;

        private Digest(byte[] bytes) {
            this.bytes = bytes;
        }

        static Digest of(String jwt) {
            try {
                return new Digest(
                        MessageDigest.getInstance("SHA-256")
                                .digest(jwt.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("a Java without SHA-256", impossible);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
