package dev.carnet.shared.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A form for a token or revocation endpoint, with what proves us there (RFC 6749 §2.3.1).
public record TokenRequest(String url, Map<String, String> headers, String body) {

    /// Redeems a code (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 8707 §2.2).
    public static TokenRequest redeem(
            String url, OurClient client, Map<String, String> code, String resource) {
        var form = new LinkedHashMap<>(code);
        form.put("grant_type", "authorization_code");
        form.put("resource", resource);
        return of(url, client, form);
    }

    /// Renews tokens (RFC 6749 §6).
    public static TokenRequest renew(HeldTokens held, String refreshToken) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("resource", held.resource());
        return of(held.tokenEndpoint(), held.client(), form);
    }

    /// Revokes a token (RFC 7009 §2.1).
    public static TokenRequest revoke(String url, OurClient client, String token, String hint) {
        var form = new LinkedHashMap<String, String>();
        form.put("token", token);
        form.put("token_type_hint", hint);
        return of(url, client, form);
    }

    private static TokenRequest of(String url, OurClient client, Map<String, String> form) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        var fields = new LinkedHashMap<>(form);
        String secret = client.secret().orElse("");
        if (client.method().equals(OurClient.BASIC)) {
            headers.put("Authorization", basic(client.id(), secret));
        } else {
            fields.put("client_id", client.id());
        }
        if (client.method().equals(OurClient.POST)) {
            fields.put("client_secret", secret);
        }
        return new TokenRequest(url, headers, encode(fields));
    }

    /// Both parts are form-encoded first.
    private static String basic(String id, String secret) {
        String pair = encode(id) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /// Parameters as a form or a query has them.
    public static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "TokenRequest[" + url + "]";
    }
}
