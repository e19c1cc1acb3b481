package dev.carnet.auth.passkey;

import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.protocol.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What the browser is asked for (WebAuthn §5.4 and §5.5, in their JSON form).
@Singleton
public final class Options {

    private final RelyingParty party;

    Options(RelyingParty party) {
        this.party = party;
    }

    /// To make a passkey that can be found without typing who one is.
    ///
    /// @param known those the person has: a device makes no second one beside them
    public String create(Challenge challenge, String person, String email, List<Buffer> known) {
        return new JsonObject()
                .put("rp", new JsonObject().put("id", party.id()).put("name", "Carnet"))
                .put(
                        "user",
                        new JsonObject()
                                .put("id", text(person.getBytes(StandardCharsets.UTF_8)))
                                .put("name", email)
                                .put("displayName", email))
                .put("challenge", text(challenge.bytes()))
                .put("pubKeyCredParams", algorithms())
                .put("excludeCredentials", credentials(known))
                .put(
                        "authenticatorSelection",
                        new JsonObject()
                                .put("residentKey", "required")
                                .put("requireResidentKey", true)
                                .put("userVerification", "required"))
                .put("attestation", "none")
                .put("timeout", Limits.PASSKEY_CHALLENGE_LIFE.toMillis())
                .encode();
    }

    /// To answer with a passkey.
    ///
    /// @param allowed those that count; any if there are none
    String get(Challenge challenge, List<Buffer> allowed) {
        return new JsonObject()
                .put("rpId", party.id())
                .put("challenge", text(challenge.bytes()))
                .put("allowCredentials", credentials(allowed))
                .put("userVerification", "required")
                .put("timeout", Limits.PASSKEY_CHALLENGE_LIFE.toMillis())
                .encode();
    }

    private static JsonArray algorithms() {
        var list = new JsonArray();
        Ceremony.ALGORITHMS.forEach(algorithm ->
                list.add(
                        new JsonObject()
                                .put("type", "public-key")
                                .put("alg", algorithm.getValue())));
        return list;
    }

    private static JsonArray credentials(List<Buffer> ids) {
        var list = new JsonArray();
        ids.forEach(id ->
                list.add(
                        new JsonObject().put("type", "public-key").put("id", text(id.getBytes()))));
        return list;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
