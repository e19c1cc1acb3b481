package dev.carnet.bench.fuzz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An endpoint or a page, with the parameters it takes.
///
/// @param usual a value for each that is not refused at once; one that begins with a question mark
///   is there now and then only
/// @param inJson whether everything it says is JSON
/// @param at which of the two services it belongs to
/// @param weight how often it is tried, compared with others
/// @param shape of its body, where a service describes it
public record Door(
        String method,
        String path,
        Body body,
        Map<String, String> usual,
        boolean inJson,
        At at,
        int weight,
        Optional<Shape> shape) {

    Door(
            String method,
            String path,
            Body body,
            Map<String, String> usual,
            boolean inJson,
            At at,
            int weight) {
        this(method, path, body, usual, inJson, at, weight, Optional.empty());
    }

    /// Where its parameters stand.
    public enum Body {
        QUERY,
        FORM,
        JSON,
        DESCRIBED
    }

    /// Which service it belongs to.
    public enum At {
        ISSUER,
        GATEWAY
    }

    /// The name in the table.
    public String name() {
        return method + " " + path;
    }

    static Door page(String path, String... names) {
        return new Door("GET", path, Body.QUERY, values(names), false, At.ISSUER, 2);
    }

    static Door form(String path, String... names) {
        return new Door("POST", path, Body.FORM, values(names), false, At.ISSUER, 2);
    }

    static Door endpoint(String path, String... names) {
        return new Door("POST", path, Body.FORM, values(names), true, At.ISSUER, 6);
    }

    static Door document(String path) {
        return new Door("GET", path, Body.QUERY, Map.of(), true, At.ISSUER, 1);
    }

    static Door json(String method, String path, String... names) {
        return new Door(method, path, Body.JSON, values(names), true, At.ISSUER, 4);
    }

    /// The same door at the gateway: mcp-server, with a token of its own resource.
    Door atGateway() {
        return new Door(method, path, body, usual, inJson, At.GATEWAY, weight);
    }

    Door heavy(int times) {
        return new Door(method, path, body, usual, inJson, at, times);
    }

    /// The same with these values known.
    Door with(Map<String, String> known) {
        var values = new LinkedHashMap<>(usual);
        values.replaceAll((name, value) -> known.getOrDefault(name, value));
        return new Door(method, path, body, values, inJson, at, weight);
    }

    /// `name=value` or only `name`, in their order.
    private static Map<String, String> values(String... names) {
        var values = new LinkedHashMap<String, String>();
        for (String name : List.of(names)) {
            int equals = name.indexOf('=');
            values.put(
                    equals < 0 ? name : name.substring(0, equals),
                    equals < 0 ? "x" : name.substring(equals + 1));
        }
        return values;
    }
}
