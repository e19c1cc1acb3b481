package dev.carnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.bench.load.Wire;
import dev.carnet.bench.load.Wire.Reply;
import dev.carnet.bench.load.Work;
import dev.carnet.bench.person.RestApi;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
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

        private static final ObjectMapper JSON = new ObjectMapper();

        /// A new one, that asks for tokens for itself at that resource.
        static Confidential register(RestApi rest, URI resource)
                throws IOException, InterruptedException {
            JsonNode order =
                    JSON.readTree(
                            """
                            {"client_name":"bench","grant_types":["client_credentials"],"scopes":["carnet:read","carnet:write"],"resources":["%s"],"token_endpoint_auth_method":"client_secret_basic"}\
                            """
                                    .formatted(resource));
            JsonNode client = rest.post("/clients", order).expect(201);
            return new Confidential(
                    client.get("client_id").asText(), client.get("client_secret").asText());
        }

        String authorization() {
            byte[] pair = (encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
    }

    /// A new token for the client itself.
    Work clientCredentials(Confidential client, URI resource) {
        return caller -> token(client, resource, Map.of()).map(reply -> reply.status() == 200);
    }

    /// One token, waited for.
    ///
    /// @param headers beside those that authenticate the client
    String access(Confidential client, URI resource, Map<String, String> headers) {
        return token(client, resource, headers)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .body()
                .toJsonObject()
                .getString("access_token");
    }

    private Future<Reply> token(Confidential client, URI resource, Map<String, String> headers) {
        String body = "grant_type=client_credentials&resource=" + encode(resource.toString());
        return post("/token", client, body, headers);
    }

    /// The same live token looked at again.
    Work introspection(Confidential client, String token) {
        String body = "token=" + encode(token);
        return caller ->
                post("/introspect", client, body, Map.of())
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

    private Future<Reply> post(
            String path, Confidential client, String body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Content-Type", FORM);
        all.put("Authorization", client.authorization());
        return wire.post(issuer.resolve(path), all, Buffer.buffer(body));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
