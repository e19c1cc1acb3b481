package dev.carnet.shared.proof;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// URLs as `htu` compares them: without query and fragment, and normalised by syntax and scheme
/// (RFC 9449 §4.3, RFC 3986 §6.2.2 and §6.2.3).
final class Targets {

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final int HEXADECIMAL = 16;

    private Targets() {}

    static boolean same(String one, String other) {
        return normal(one)
                .filter(known -> normal(other).filter(known::equals).isPresent())
                .isPresent();
    }

    /// The normal form of an absolute http or https URL without user information.
    static Optional<String> normal(String url) {
        try {
            URI uri = new URI(unescaped(url)).normalize();
            boolean complete =
                    uri.getScheme() != null && uri.getHost() != null && uri.getUserInfo() == null;
            return complete ? normal(uri) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private static Optional<String> normal(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int standard =
                switch (scheme) {
                    case "https" -> 443;
                    case "http" -> 80;
                    default -> -1;
                };
        if (standard < 0) {
            return Optional.empty();
        }
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return Optional.of(scheme + "://" + host + ":" + port + path);
    }

    /// Escapes of characters that need none are undone, the others written in capitals.
    private static String unescaped(String url) {
        return ESCAPE.matcher(url)
                .replaceAll(
                        escape -> Matcher.quoteReplacement(plain(escape.group(1), escape.group())));
    }

    private static String plain(String digits, String escape) {
        String character = String.valueOf((char) Integer.parseInt(digits, HEXADECIMAL));
        return UNRESERVED.matcher(character).matches()
                ? character
                : escape.toUpperCase(Locale.ROOT);
    }
}
