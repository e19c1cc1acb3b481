package dev.carnet.auth.journey;

import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
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
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
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
    private final COSEAlgorithmIdentifier cose;
    private final KeyPair pair;

    SoftKey() {
        this("EC", new ECGenParameterSpec("secp256r1"), COSEAlgorithmIdentifier.ES256);
    }

    private SoftKey(String kind, AlgorithmParameterSpec size, COSEAlgorithmIdentifier cose) {
        this.cose = cose;
        new SecureRandom().nextBytes(id);
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(size);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /// One of another kind: `ES256`, `EdDSA` and `RS256` are on our list, `ES384` is not.
    static SoftKey of(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> new SoftKey();
            case "EdDSA" ->
                    new SoftKey(
                            "Ed25519", NamedParameterSpec.ED25519, COSEAlgorithmIdentifier.EdDSA);
            case "RS256" ->
                    new SoftKey(
                            "RSA",
                            new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4),
                            COSEAlgorithmIdentifier.RS256);
            case "ES384" ->
                    new SoftKey(
                            "EC",
                            new ECGenParameterSpec("secp384r1"),
                            COSEAlgorithmIdentifier.ES384);
            default -> throw new IllegalArgumentException(algorithm);
        };
    }

    private COSEKey coseKey() {
        return switch (pair.getPublic()) {
            case ECPublicKey key -> EC2COSEKey.create(key, cose);
            case EdECPublicKey key -> EdDSACOSEKey.create(key, cose);
            case RSAPublicKey key -> RSACOSEKey.create(key, cose);
            default -> throw new IllegalStateException(pair.getPublic().getAlgorithm());
        };
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
        var key = coseKey();
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
            var signature = Signature.getInstance(cose.toSignatureAlgorithm().getJcaName());
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
