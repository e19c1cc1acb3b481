package dev.carnet.local.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds an authorization server by its issuer or by the MCP endpoint it protects.
///
/// @param resource empty when nobody named one
record Discovery(String issuer, JsonNode metadata, String resource) {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    /// The three places in the order in which clients look (MCP 2026-07-28, authorization).
    static List<String> places(String issuer) {
        URI url = URI.create(issuer);
        String origin = issuer.substring(0, issuer.length() - url.getRawPath().length());
        String path = url.getRawPath().equals("/") ? "" : url.getRawPath();
        return List.of(
                origin + "/.well-known/oauth-authorization-server" + path,
                origin + "/.well-known/openid-configuration" + path,
                origin + path + "/.well-known/openid-configuration");
    }

    /// Reads the metadata.
    static Discovery of(String named, Wire wire)
            throws IOException, InterruptedException, Complaint {
        url(named);
        for (String place : places(named)) {
            var answer = wire.get(URI.create(place), Map.of());
            if (answer.ok() && answer.isJson() && answer.document().has("token_endpoint")) {
                return new Discovery(named, answer.document(), firstResource(answer));
            }
        }
        return behind(named, wire);
    }

    private static String firstResource(Wire.Answer answer) {
        return answer.document().path("protected_resources").path(0).asText("");
    }

    /// The issuer that an MCP endpoint names (RFC 9728).
    private static Discovery behind(String named, Wire wire)
            throws IOException, InterruptedException, Complaint {
        var resource = resource(named, wire);
        var issuer = resource.path("authorization_servers").path(0).asText("");
        Complaint.unless(
                !issuer.isEmpty() && !issuer.equals(named),
                named + " is neither an issuer nor an MCP endpoint that names one");
        var found = of(issuer, wire);
        return new Discovery(issuer, found.metadata(), resource.path("resource").asText(named));
    }

    /// The metadata of a protected resource; something missing when there is none.
    static JsonNode resource(String url, Wire wire) throws IOException, InterruptedException {
        URI parsed = URI.create(url);
        String path = parsed.getRawPath();
        String origin = url.substring(0, url.length() - path.length());
        var place = URI.create(origin + "/.well-known/oauth-protected-resource" + path);
        return wire.get(place, Map.of()).document();
    }

    /// The scopes such metadata lists.
    static List<String> scopes(JsonNode resource) {
        return resource.path("scopes_supported").valueStream().map(JsonNode::asText).toList();
    }

    /// A URL that may be called: https, or http on loopback, whatever a server says.
    static URI url(String text) throws Complaint {
        try {
            URI url = URI.create(text);
            String host = String.valueOf(url.getHost());
            boolean loopback = "http".equals(url.getScheme()) && LOOPBACK.contains(host);
            Complaint.unless(
                    url.getHost() != null && (loopback || "https".equals(url.getScheme())),
                    "not an https URL, nor http on loopback: " + text);
            return url;
        } catch (IllegalArgumentException _) {
            throw new Complaint("not a URL: " + text);
        }
    }
}
