package dev.carnet.mcp.offer;

import dev.carnet.mcp.limit.Limits;
import java.util.regex.Pattern;

/// Which URIs an URI template (RFC 6570) can make. A value of a simple expression has no character
/// that separates parts of a URI, so that who may read a family reads nothing beside it.
///
/// @param form of its URIs
record UriFamily(Pattern form) {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([+#./;?&]?)([^{}]*)}");
    private static final String VALUE = "[^/?#&;,\\[\\]]*";

    static UriFamily of(String uriTemplate) {
        var form = new StringBuilder();
        var expressions = EXPRESSION.matcher(uriTemplate);
        int from = 0;
        while (expressions.find()) {
            form.append(Pattern.quote(uriTemplate.substring(from, expressions.start())));
            form.append(values(expressions.group(1), expressions.group(2)));
            from = expressions.end();
        }
        form.append(Pattern.quote(uriTemplate.substring(from)));
        return new UriFamily(Pattern.compile(form.toString()));
    }

    /// Whether the template makes that URI. One that climbs out of its folder is in no family.
    boolean has(String uri) {
        return uri.length() <= Limits.UPSTREAM_NAME_CHARACTERS
                && !climbs(uri)
                && form.matcher(uri).matches();
    }

    private static boolean climbs(String uri) {
        String plain = uri.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c|\\\\", "/");
        return plain.matches("(?:.*/)?\\.\\.(?:[/?#].*)?");
    }

    private static String values(String operator, String variables) {
        String value = variables.contains("*") || variables.contains(",") ? "[^/?#&;]*" : VALUE;
        return switch (operator) {
            case "+" -> "[^?#]*";
            case "#" -> "(?:#.*)?";
            case "." -> "(?:\\." + value + ")*+";
            case "/" -> "(?:/" + value + ")*+";
            case ";" -> "(?:;[^/?#]*)?";
            case "?" -> "(?:\\?[^#]*)?";
            case "&" -> "(?:&[^#]*)?";
            default -> value;
        };
    }
}
