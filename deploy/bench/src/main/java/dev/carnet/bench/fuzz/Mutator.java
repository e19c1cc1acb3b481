package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Makes requests out of doors: mostly right, with a few things changed.
final class Mutator {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TYPES =
            List.of(
                    "application/x-www-form-urlencoded",
                    "application/json",
                    "application/json; charset=utf-16",
                    "text/plain",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded; charset=utf-7",
                    "",
                    "*/*");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FUZZ");
    private static final int WEIRD_BODIES = 25;

    private final SplittableRandom random;
    private final Values values;
    private final Holdings holdings;
    private final Shape.Maker maker;
    private final Examples examples;

    /// What a caller has that is right.
    ///
    /// @param host the value of `Host` at the issuer
    /// @param gatewayHost the same at the gateway
    /// @param cookie of somebody who is signed in
    /// @param known ids of what is there
    record Holdings(String host, String gatewayHost, String cookie, Memory known) {}

    Mutator(SplittableRandom random, Holdings holdings) {
        this.random = random;
        this.values = new Values(random);
        this.holdings = holdings;
        this.maker = new Shape.Maker(random, values, holdings.known());
        this.examples = new Examples(random, values, holdings.known());
    }

    /// The next request to that door.
    ///
    /// @param credential a token that counts at that door, if it wants any
    Request next(Door door, Optional<String> credential) {
        var pairs = pairs(door.usual());
        boolean streams = door.path().equals("/mcp");
        String method = random.nextInt(40) == 0 && !streams ? pick(METHODS) : door.method();
        boolean query = door.body() == Door.Body.QUERY || door.body() == Door.Body.DESCRIBED;
        String filled = holdings.known().filled(door.path(), values, random);
        String target = path(filled) + (query ? "?" + encode(pairs) : stray());
        var described =
                door.shape()
                        .map(shape ->
                                examples.body(door, maker).orElseGet(() -> maker.make(shape)));
        String body = described.map(this::spoilt).orElseGet(() -> query ? "" : body(door, pairs));
        var headers = headers(door, credential);
        described.ifPresent(message -> headers.addAll(mirrored(door, message)));
        return new Request(door, method, target, headers, body);
    }

    /// Sometimes not what was described, and sometimes no JSON at all.
    private String spoilt(JsonNode body) {
        return random.nextInt(WEIRD_BODIES) == 0
                ? values.noise(random.nextInt(200))
                : torn(body.toString());
    }

    /// What a message of MCP repeats in headers.
    private List<String> mirrored(Door door, JsonNode message) {
        if (!door.path().equals("/mcp")) {
            return List.of();
        }
        var params = message.path("params");
        String name = params.path("name").asText(params.path("uri").asText(""));
        return List.of(
                "Mcp-Method: " + clean(message.path("method").asText("")),
                "Mcp-Name: " + clean(name));
    }

    /// What was usual, with up to four parameters changed, left out, doubled or added.
    private List<Map.Entry<String, String>> pairs(Map<String, String> usual) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        usual.forEach((name, value) -> add(pairs, name, value));
        for (int changes = random.nextInt(5); changes > 0 && !pairs.isEmpty(); changes--) {
            int at = random.nextInt(pairs.size());
            var pair = pairs.get(at);
            switch (random.nextInt(10)) {
                case 0 -> pairs.remove(at);
                case 1 -> pairs.add(pair);
                case 2 -> pairs.add(Map.entry(values.hostile(), values.hostile()));
                case 3 -> pairs.add(Map.entry(pair.getKey(), values.next(pair.getValue())));
                default -> pairs.set(at, Map.entry(pair.getKey(), values.next(pair.getValue())));
            }
        }
        return pairs;
    }

    /// What begins with a question mark is there now and then only.
    private void add(List<Map.Entry<String, String>> pairs, String name, String value) {
        if (!value.startsWith("?")) {
            pairs.add(Map.entry(name, value));
        } else if (random.nextInt(6) == 0) {
            pairs.add(Map.entry(name, value.substring(1)));
        }
    }

    private String path(String path) {
        return switch (random.nextInt(100)) {
            case 0 -> path + "/";
            case 1 -> path.replaceFirst("/", "//");
            case 2 -> path + ";x=" + encode(values.hostile());
            case 3 -> path + "/" + encode(values.hostile());
            default -> path;
        };
    }

    /// A query where none belongs, now and then.
    private String stray() {
        return random.nextInt(50) == 0 ? "?" + encode(values.hostile()) + "=1" : "";
    }

    private String body(Door door, List<Map.Entry<String, String>> pairs) {
        if (random.nextInt(WEIRD_BODIES) == 0) {
            return values.noise(random.nextInt(200));
        }
        return door.body() == Door.Body.JSON ? json(pairs) : encode(pairs);
    }

    private String json(List<Map.Entry<String, String>> pairs) {
        var object = JSON.createObjectNode();
        pairs.forEach(pair -> member(object, pair.getKey(), pair.getValue()));
        return torn(object.toString());
    }

    private String torn(String text) {
        return switch (random.nextInt(30)) {
            case 0 -> text.substring(0, random.nextInt(text.length()));
            case 1 -> text.replaceFirst("\\{", "{\"client_name\":1,\"client_name\":2,");
            case 2 -> "[".repeat(random.nextInt(5_000)) + text;
            case 3 -> "[" + text + "]";
            case 4 -> text + text;
            default -> text;
        };
    }

    /// A text, or another kind of JSON, as plural names want it or just so.
    private void member(ObjectNode object, String name, String value) {
        boolean list = name.endsWith("s") && !name.equals("jwks");
        switch (random.nextInt(60)) {
            case 0 -> object.put(name, random.nextLong());
            case 1 -> object.putNull(name);
            case 2 -> object.putObject(name).put(value, value);
            case 3 -> object.put(name, value);
            case 4 -> array(object.putArray(name), random.nextInt(60), value);
            case 5 -> object.putObject(name).putArray("keys").addObject().put("kty", value);
            default -> {
                if (value.startsWith("{\"") || value.equals("{}")) {
                    whole(object, name, value);
                } else if (list) {
                    object.putArray(name).add(value);
                } else {
                    object.put(name, value);
                }
            }
        }
    }

    /// What is JSON already stays it; what only looks like it is a text.
    private static void whole(ObjectNode object, String name, String value) {
        try {
            object.set(name, JSON.readTree(value));
        } catch (JsonProcessingException torn) {
            object.put(name, value);
        }
    }

    private void array(ArrayNode array, int length, String value) {
        for (int i = 0; i < length; i++) {
            array.add(values.next(value));
        }
    }

    private List<String> headers(Door door, Optional<String> credential) {
        var headers = new ArrayList<String>();
        boolean gateway = door.at() == Door.At.GATEWAY;
        headers.add("Host: " + (gateway ? holdings.gatewayHost() : holdings.host()));
        if (credential.isPresent() && random.nextInt(8) > 0) {
            headers.add("Authorization: Bearer " + credential.get());
        }
        headers.add("X-Forwarded-For: 198.51." + random.nextInt(256) + "." + random.nextInt(256));
        headers.add("Content-Type: " + type(door));
        if (random.nextInt(3) == 0) {
            headers.add(
                    "Cookie: "
                            + (random.nextInt(4) == 0
                                    ? clean(values.next(holdings.cookie()))
                                    : holdings.cookie()));
        }
        if (random.nextInt(12) == 0) {
            headers.add("Authorization: " + clean(authorization()));
        }
        if (random.nextInt(12) == 0) {
            headers.add("Origin: " + clean(values.hostile()));
        }
        if (random.nextInt(12) == 0) {
            headers.add("DPoP: " + clean(values.hostile()));
        }
        if (random.nextInt(20) == 0) {
            headers.add("User-Agent: " + clean(values.noise(random.nextInt(300))));
        }
        headers.add("Accept: " + accept(door));
        if (gateway) {
            headers.add("MCP-Protocol-Version: " + version());
        }
        return headers;
    }

    private String accept(Door door) {
        if (random.nextInt(20) == 0) {
            return pick(
                    List.of("text/html", "application/xml", "*/*;q=0", clean(values.hostile())));
        }
        return door.path().equals("/mcp")
                ? "application/json, text/event-stream"
                : door.inJson() ? "application/json" : "text/html";
    }

    private String version() {
        return random.nextInt(10) == 0
                ? clean(values.hostile())
                : pick(List.of("2026-07-28", "2025-11-25"));
    }

    private String type(Door door) {
        if (random.nextInt(25) == 0) {
            return pick(TYPES);
        }
        return door.inJson() && door.body() != Door.Body.FORM
                ? "application/json"
                : "application/x-www-form-urlencoded";
    }

    private String authorization() {
        return pick(List.of("Basic ", "Bearer ", "DPoP ", "")) + values.next("Y2xpX3g6c2VjcmV0");
    }

    /// Nothing that would end the line or the bytes of Latin-1.
    private static String clean(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private String encode(List<Map.Entry<String, String>> pairs) {
        var text = new StringBuilder();
        for (var pair : pairs) {
            text.append(text.isEmpty() ? "" : "&");
            text.append(encode(pair.getKey())).append('=').append(encode(pair.getValue()));
        }
        return text.toString();
    }

    /// Percent-encoded; now and then only what HTTP could not carry at all.
    private String encode(String text) {
        return random.nextInt(30) == 0
                ? text.replaceAll("[^!-~]|#", "%41")
                : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
