package dev.carnet.shared.startup;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which addresses a service may be known by: links, issuers and audiences are made of them and
/// compared byte for byte.
public final class Addresses {

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    private Addresses() {}

    /// Refuses an issuer or MCP URL that clients could not use safely.
    public static void check(String issuer, String mcpUrl) {
        checkOne("CARNET_ISSUER", issuer);
        checkOne("CARNET_MCP_URL", mcpUrl);
        demand(!issuer.endsWith("/"), "CARNET_ISSUER", issuer, "must not end in a slash");
        demand(!mcpUrl.endsWith("/"), "CARNET_MCP_URL", mcpUrl, "must not end in a slash");
    }

    /// Refuses a resource server of others that tokens could not be for safely.
    ///
    /// @param mcpUrl its own tokens are the gateway's
    public static void checkResource(String resource, String mcpUrl) {
        checkOne("CARNET_RESOURCES", resource);
        demand(!resource.endsWith("/"), "CARNET_RESOURCES", resource, "must not end in a slash");
        demand(
                !origin(resource).equals(origin(mcpUrl)),
                "CARNET_RESOURCES",
                resource,
                "must not lie at the origin of the gateway");
    }

    private static void checkOne(String variable, String url) {
        URI uri = parse(variable, url);
        demand(
                "https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && loopback(uri.getHost())),
                variable,
                url,
                "must be https, or http on a loopback address");
        demand(
                uri.getQuery() == null
                        && uri.getFragment() == null
                        && uri.getUserInfo() == null
                        && uri.getHost().equals(uri.getHost().toLowerCase(java.util.Locale.ROOT)),
                variable,
                url,
                "must be a plain URL in lower case without query, fragment or user");
    }

    private static URI parse(String variable, String url) {
        try {
            URI uri = new URI(url);
            demand(uri.getHost() != null, variable, url, "must be an absolute URL");
            return uri;
        } catch (URISyntaxException notAUrl) {
            throw new RefusedToStart(variable + "=" + url + " is not a URL");
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    private static void demand(boolean holds, String variable, String url, String otherwise) {
        if (!holds) {
            throw new RefusedToStart(variable + "=" + url + " " + otherwise);
        }
    }

    /// The origin of a URL: scheme, host and port if it is written.
    public static String origin(String url) {
        URI uri = URI.create(url);
        return uri.getScheme()
                + "://"
                + uri.getHost()
                + Optional.of(uri.getPort()).filter(port -> port >= 0).map(p -> ":" + p).orElse("");
    }
}
