package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.testing.World;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/// Requests that are pushed before a person is sent with them (RFC 9126).
final class Pushes {

    private Pushes() {}

    static Response push(Map<String, String> form) {
        return push(form, Map.of());
    }

    static Response push(Map<String, String> form, Map<String, String> headers) {
        return given().headers(headers)
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post("/par");
    }

    /// The request URI of a push that must succeed.
    static String uri(Map<String, String> form) {
        return push(form).then().statusCode(201).extract().path("request_uri");
    }

    /// What the browser is sent with.
    static Map<String, String> by(String clientId, String requestUri) {
        var query = new LinkedHashMap<String, String>();
        query.put("client_id", clientId);
        query.put("request_uri", requestUri);
        return query;
    }

    /// Lets the end of a pushed request be in the past.
    static void expire(String requestUri) {
        World.current()
                .write(
                        "UPDATE auth.pushed SET expires_at = now() - interval '1 s' WHERE hash = ?",
                        OpaqueToken.hash(requestUri).getBytes());
    }
}
