package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Headers that somebody brings along for a service. Those that say who we are, frame the message,
/// or make another request of it than the one that was judged are nobody's to bring.
final class CallerHeaders {

    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

    private static final Set<String> NOT_FOR_CALLERS =
            Set.of(
                    "cookie",
                    "set-cookie",
                    "host",
                    "connection",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "expect",
                    "content-length",
                    "content-encoding",
                    "content-type",
                    "accept-encoding",
                    "forwarded",
                    "via",
                    "x-real-ip",
                    "x-original-url",
                    "x-rewrite-url",
                    "x-http-method",
                    "x-http-method-override",
                    "x-method-override",
                    "user-agent");

    private static final Set<String> FAMILIES =
            Set.of("proxy-", "sec-", "x-forwarded-", "mcp-", "carnet-");

    private CallerHeaders() {}

    /// What speaks against a header.
    static Optional<String> objection(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!name.matches(NAME)) {
            return Optional.of("is not the name of a header");
        }
        if (NOT_FOR_CALLERS.contains(lower) || FAMILIES.stream().anyMatch(lower::startsWith)) {
            return Optional.of("is not a header to bring along");
        }
        return value.length() <= ServiceLimits.HEADER_CHARACTERS
                        && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                ? Optional.empty()
                : Optional.of("is printable ASCII, and not too long");
    }

    /// Those of a call. Its own `Authorization` is dropped: what proves us takes its place.
    static Map<String, String> of(JsonNode given) throws Unusable {
        if (given.size() > ServiceLimits.HEADERS) {
            throw new Unusable("There are more than " + ServiceLimits.HEADERS + " headers.");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            String lower = one.getKey().toLowerCase(Locale.ROOT);
            Optional<String> objection = objection(one.getKey(), one.getValue().asText());
            if (objection.isPresent()) {
                throw new Unusable("headers." + lower + " " + objection.get() + ".");
            }
            if (!lower.equals("authorization")) {
                headers.put(lower, one.getValue().asText());
            }
        }
        return headers;
    }
}
