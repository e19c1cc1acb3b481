package dev.carnet.auth.connect;

import java.util.ArrayList;
import java.util.List;

/// Where documents are looked for, in the order the specification of MCP gives.
final class WellKnown {

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private WellKnown() {}

    /// The metadata of a resource (RFC 9728 §3.1), with its path inserted and at the root.
    static List<String> ofResource(String url) {
        return isBare(url)
                ? List.of(origin(url) + RESOURCE)
                : List.of(origin(url) + RESOURCE + path(url), origin(url) + RESOURCE);
    }

    /// The metadata of an issuer (RFC 8414 §3.1 and §5, OpenID Connect Discovery §4).
    static List<String> ofIssuer(String issuer) {
        String origin = origin(issuer);
        var places = new ArrayList<String>();
        if (isBare(issuer)) {
            places.add(origin + OAUTH);
            places.add(origin + OPENID);
        } else {
            places.add(origin + OAUTH + path(issuer));
            places.add(origin + OPENID + path(issuer));
            places.add(origin + path(issuer) + OPENID);
        }
        return List.copyOf(places);
    }

    /// Whether metadata of that resource speak for that address: the same, or a part of the path
    /// above it at the same origin.
    static boolean covers(String resource, String url) {
        String above = path(resource);
        String below = path(url);
        return origin(resource).equalsIgnoreCase(origin(url))
                && (below.equals(above) || below.startsWith(above + "/"));
    }

    static String origin(String url) {
        int slash = url.indexOf('/', url.indexOf("://") + 3);
        return slash < 0 ? cut(url, '?') : url.substring(0, slash);
    }

    /// Without a query and a slash at the end.
    private static String path(String url) {
        String path = cut(url.substring(origin(url).length()), '?');
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isBare(String url) {
        return path(url).isEmpty();
    }

    private static String cut(String text, char at) {
        int end = text.indexOf(at);
        return end < 0 ? text : text.substring(0, end);
    }
}
