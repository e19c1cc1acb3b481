package dev.carnet.bench;

import dev.carnet.bench.load.Wire;
import dev.carnet.bench.load.Wire.Reply;
import dev.carnet.bench.load.Work;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// What the token, introspection and refresh endpoints are asked for.
final class TokenLoad {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Wire wire;
    private final URI issuer;

    TokenLoad(Wire wire, URI issuer) {
        this.wire = wire;
        this.issuer = issuer;
    }

    /// A confidential client of the workspace.
    record Confidential(String id, String secret) {
        String authorization() {
            byte[] pair = (encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
    }

    /// A new token for the client itself.
    Work clientCredentials(Confidential client, URI resource) {
        return caller -> token(client, resource).map(reply -> reply.status() == 200);
    }

    Future<Reply> token(Confidential client, URI resource) {
        String body = "grant_type=client_credentials&resource=" + encode(resource.toString());
        return post("/token", client, body);
    }

    /// The same live token looked at again.
    Work introspection(Confidential client, String token) {
        String body = "token=" + encode(token);
        return caller ->
                post("/introspect", client, body)
                        .map(reply ->
                                reply.status() == 200
                                        && reply.body().toJsonObject().getBoolean("active", false));
    }

    /// Each caller turns its own refresh token over and over.
    Work refresh(String clientId, List<String> refreshTokens) {
        List<String> current = new ArrayList<>(refreshTokens);
        return caller ->
                wire.post(
                                issuer.resolve("/token"),
                                Map.of("Content-Type", FORM),
                                Buffer.buffer(
                                        "grant_type=refresh_token&client_id="
                                                + encode(clientId)
                                                + "&refresh_token="
                                                + encode(current.get(caller))))
                        .map(reply -> turned(current, caller, reply));
    }

    private static boolean turned(List<String> current, int caller, Reply reply) {
        if (reply.status() != 200) {
            return false;
        }
        JsonObject tokens = reply.body().toJsonObject();
        current.set(caller, tokens.getString("refresh_token"));
        return true;
    }

    private Future<Reply> post(String path, Confidential client, String body) {
        return wire.post(
                issuer.resolve(path),
                Map.of("Content-Type", FORM, "Authorization", client.authorization()),
                Buffer.buffer(body));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
