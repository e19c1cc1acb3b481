package dev.carnet.mcp.server;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where metadata stands, by its standards.
final class WellKnown {

    private static final Pattern METADATA =
            Pattern.compile("(?i)resource_metadata=(?:\"([^\"]+)\"|([^\\s,\"]+))");

    private WellKnown() {}

    /// The documents about a resource: where its challenge says, then by its path, then at the root
    /// (RFC 9728 §3.1, §5.1).
    static List<String> ofResource(String url, Optional<String> challenge) {
        URI uri = URI.create(url);
        String known = origin(uri) + "/.well-known/oauth-protected-resource";
        return Stream.concat(named(challenge).stream(), Stream.of(known + path(uri), known))
                .distinct()
                .toList();
    }

    /// The documents about an issuer (RFC 8414 §3.1, and OpenID Connect's two places).
    static List<String> ofIssuer(String issuer) {
        URI uri = URI.create(issuer);
        return Stream.of(
                        origin(uri) + "/.well-known/oauth-authorization-server" + path(uri),
                        origin(uri) + "/.well-known/openid-configuration" + path(uri),
                        origin(uri) + path(uri) + "/.well-known/openid-configuration")
                .distinct()
                .toList();
    }

    /// The URL a challenge names.
    private static Optional<String> named(Optional<String> challenge) {
        return challenge
                .map(METADATA::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
