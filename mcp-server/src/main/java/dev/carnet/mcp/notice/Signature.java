package dev.carnet.mcp.notice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a destination knows that a request is ours and of now: HMAC-SHA-256 over the time, a dot and
/// the body, as bytes. While two secrets count there is one for each of them.
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /// The headers of a request with that body.
    static Map<String, String> headers(
            List<String> secrets, String delivery, String body, Instant at) {
        String time = Long.toString(at.getEpochSecond());
        return Map.of(
                "Content-Type",
                "application/json",
                "Carnet-Delivery",
                delivery,
                "Carnet-Timestamp",
                time,
                "Carnet-Signature",
                secrets.stream()
                        .map(secret -> "v1=" + of(secret, time + "." + body))
                        .collect(Collectors.joining(",")));
    }

    private static String of(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] tag = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(tag);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }
}
