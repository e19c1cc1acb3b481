package dev.carnet.auth.factor;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.LongStream;
import javax.crypto.spec.SecretKeySpec;

/// The secret an authenticator app shares with us (RFC 6238 with the defaults every app knows:
/// SHA-1, 30 seconds, six digits).
///
/// @param text the twenty bytes, in base64url
public record AppSecret(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BYTES = 20;
    private static final int CHARACTERS = BYTES * 8 / 5;
    private static final long STEP_SECONDS = 30;

    /// A fresh one.
    public static AppSecret fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return of(bytes);
    }

    static AppSecret of(byte[] bytes) {
        return new AppSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] bytes() {
        return Base64.getUrlDecoder().decode(text);
    }

    /// What somebody types into their app who cannot scan (RFC 4648 §6).
    public String key() {
        var number = new BigInteger(1, bytes());
        var key = new StringBuilder(CHARACTERS);
        for (int i = CHARACTERS - 1; i >= 0; i--) {
            int digit = number.shiftRight(5 * i).intValue() & 31;
            key.append(BASE_32.charAt(digit));
        }
        return key.toString();
    }

    /// The same for scanning (the `otpauth` form of Google Authenticator, which every app reads).
    public String uri(String issuer, String email) {
        return "otpauth://totp/"
                + encode(issuer)
                + ":"
                + encode(email)
                + "?secret="
                + key()
                + "&issuer="
                + encode(issuer);
    }

    /// The time step that code is of, if it is of this one or a neighbour (RFC 6238 §5.2).
    public Optional<Long> step(String code, Instant now) {
        long current = now.getEpochSecond() / STEP_SECONDS;
        return LongStream.rangeClosed(current - 1, current + 1)
                .filter(step -> matches(code, step))
                .boxed()
                .findFirst();
    }

    private boolean matches(String code, long step) {
        return MessageDigest.isEqual(
                code.getBytes(StandardCharsets.UTF_8),
                code(Instant.ofEpochSecond(step * STEP_SECONDS)).getBytes(StandardCharsets.UTF_8));
    }

    /// The code an app shows at that moment.
    public String code(Instant at) {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(new SecretKeySpec(bytes(), "RAW"), at);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("any bytes are an HMAC key", impossible);
        }
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "AppSecret";
    }
}
