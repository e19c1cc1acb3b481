package dev.carnet.auth.journey;

import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.testing.World;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// A browser's passkey in a few lines: what it says can be bent in every way a check has to see.
final class SoftKey {

    static final int PRESENT = 1;
    static final int VERIFIED = 4;
    private static final int ATTESTED = 0x40;
    private static final Pattern OPTIONS = Pattern.compile("data-options=\"([^\"]*)\"");
    private static final ObjectConverter CONVERTER = new ObjectConverter();

    byte[] id = new byte[32];
    String origin = World.current().issuer();
    String party = "localhost";
    String type = "";
    String challenge = "";
    String handle = "";
    boolean crossOrigin;
    int flags = PRESENT | VERIFIED;
    long count;
    private final String algorithm;
    private final COSEAlgorithmIdentifier cose;
    private final KeyPair pair;

    SoftKey() {
        this("secp256r1", "SHA256withECDSA", COSEAlgorithmIdentifier.ES256);
    }

    private SoftKey(String curve, String algorithm, COSEAlgorithmIdentifier cose) {
        this.algorithm = algorithm;
        this.cose = cose;
        new SecureRandom().nextBytes(id);
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /// One with an algorithm that is on no list of ours.
    static SoftKey withOtherAlgorithm() {
        return new SoftKey("secp384r1", "SHA384withECDSA", COSEAlgorithmIdentifier.ES384);
    }

    static JsonObject options(Page page) {
        var matcher = OPTIONS.matcher(page.body());
        if (!matcher.find()) {
            throw new IllegalStateException("no options in " + page.body());
        }
        return new JsonObject(matcher.group(1).replace("&quot;", "\"").replace("&amp;", "&"));
    }

    /// Fills in the form of a page that makes a passkey.
    Map<String, String> create(Page page) {
        var options = options(page);
        handle = options.getJsonObject("user").getString("id");
        byte[] client = client("webauthn.create", options);
        var form = new LinkedHashMap<>(page.hidden("/account/passkey"));
        form.put("name", "Laptop");
        form.put(
                "credential",
                credential(
                        new JsonObject()
                                .put("clientDataJSON", text(client))
                                .put("attestationObject", text(attestation()))));
        return form;
    }

    /// Fills in the form of a page that asks for a passkey.
    Map<String, String> get(Page page) {
        return get(page, "/signin/passkey");
    }

    private Map<String, String> get(Page page, String action) {
        count++;
        byte[] client = client("webauthn.get", options(page));
        byte[] data = data(0, new byte[0]);
        var form = new LinkedHashMap<>(page.hidden(action));
        form.put(
                "credential",
                credential(
                        new JsonObject()
                                .put("clientDataJSON", text(client))
                                .put("authenticatorData", text(data))
                                .put("signature", text(sign(data, sha256(client))))
                                .put("userHandle", handle)));
        return form;
    }

    private String credential(JsonObject response) {
        return new JsonObject()
                .put("id", text(id))
                .put("rawId", text(id))
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform")
                .put("clientExtensionResults", new JsonObject())
                .put("response", response)
                .encode();
    }

    private byte[] client(String ceremony, JsonObject options) {
        return new JsonObject()
                .put("type", type.isEmpty() ? ceremony : type)
                .put("challenge", challenge.isEmpty() ? options.getString("challenge") : challenge)
                .put("origin", origin)
                .put("crossOrigin", crossOrigin)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] attestation() {
        var key = EC2COSEKey.create((ECPublicKey) pair.getPublic(), cose);
        byte[] attested =
                new AttestedCredentialDataConverter(CONVERTER)
                        .convert(new AttestedCredentialData(AAGUID.ZERO, id, key));
        var object = new LinkedHashMap<String, Object>();
        object.put("fmt", "none");
        object.put("attStmt", Map.of());
        object.put("authData", data(ATTESTED, attested));
        return CONVERTER.getCborMapper().writeValueAsBytes(object);
    }

    private byte[] data(int more, byte[] attested) {
        return ByteBuffer.allocate(37 + attested.length)
                .put(sha256(party.getBytes(StandardCharsets.UTF_8)))
                .put((byte) (flags | more))
                .putInt((int) count)
                .put(attested)
                .array();
    }

    private byte[] sign(byte[] data, byte[] hash) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(data);
            signature.update(hash);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
