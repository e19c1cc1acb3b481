package dev.carnet.auth.client;

import dev.carnet.auth.protocol.Limits;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A redirect URI that may be registered and used, taken apart. Everything else does not become
/// one: no wildcard, no fragment, no userinfo, no script, and nothing two parsers could read
/// differently.
///
/// @param text exactly as it was given; responses go to this
/// @param host empty where the scheme has none
/// @param rest path and query, exactly as given
public record RedirectUri(String text, String scheme, String host, String port, String rest) {

    /// Vendor schemes of known clients that are not reverse domain names (RFC 8252 §7.1).
    private static final Set<String> VENDOR_SCHEMES =
            Set.of("cursor", "vscode", "vscode-insiders", "jetbrains", "windsurf");

    private static final Set<String> DANGEROUS_SCHEMES =
            Set.of("javascript", "data", "file", "blob", "vbscript");

    /// Printable ASCII without what RFC 3986 leaves out, so no space, quote, `<`, `>` or backslash.
    private static final Pattern CHARACTERS =
            Pattern.compile("[!$%&'()*+,./0-9:;=?@A-Z\\[\\]_a-z~-]+");

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    private static final Pattern REVERSE_DOMAIN =
            Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");

    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(0|[1-9][0-9]{0,2})){3}");

    private static final Pattern PORT = Pattern.compile("(:[1-9][0-9]{0,4})?");

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /// `.` and `..` as path segments, plain or escaped: parsers disagree on them.
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(^|/)(\\.|%2[Ee]){1,2}(/|\\?|$).*", Pattern.DOTALL);

    /// The URI, if it is acceptable.
    public static Optional<RedirectUri> of(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.length() > Limits.REDIRECT_URI_CHARACTERS || !wellFormed(text)) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon);
        String after = text.substring(colon + 1);
        if (!SCHEME.matcher(scheme).matches() || DANGEROUS_SCHEMES.contains(scheme)) {
            return Optional.empty();
        }
        return switch (scheme) {
            case "https", "http" -> web(text, scheme, after);
            default -> custom(text, scheme, after);
        };
    }

    private static boolean wellFormed(String text) {
        return CHARACTERS.matcher(text).matches() && !BAD_ESCAPE.matcher(text).find();
    }

    private static Optional<RedirectUri> web(String text, String scheme, String after) {
        if (!after.startsWith("//")) {
            return Optional.empty();
        }
        int end = endOfAuthority(after);
        String authority = after.substring(2, end);
        String rest = after.substring(end);
        int colon = authority.startsWith("[") ? authority.indexOf(']') + 1 : colon(authority);
        String host = authority.substring(0, colon);
        String port = authority.substring(colon);
        return Optional.of(new RedirectUri(text, scheme, host, port, rest))
                .filter(uri -> PORT.matcher(port).matches() && !hasDotSegment(rest))
                .filter(uri -> scheme.equals("http") ? uri.isLoopback() : uri.hasNamedHost());
    }

    private static int endOfAuthority(String after) {
        for (int i = 2; i < after.length(); i++) {
            if (after.charAt(i) == '/' || after.charAt(i) == '?') {
                return i;
            }
        }
        return after.length();
    }

    private static int colon(String authority) {
        int colon = authority.indexOf(':');
        return colon < 0 ? authority.length() : colon;
    }

    private static Optional<RedirectUri> custom(String text, String scheme, String after) {
        boolean known = VENDOR_SCHEMES.contains(scheme) || REVERSE_DOMAIN.matcher(scheme).matches();
        return known && !after.isEmpty()
                ? Optional.of(new RedirectUri(text, scheme, "", "", after))
                : Optional.empty();
    }

    private static boolean hasDotSegment(String rest) {
        int query = rest.indexOf('?');
        return DOT_SEGMENT.matcher(query < 0 ? rest : rest.substring(0, query)).find();
    }

    private boolean hasNamedHost() {
        return LABELS.matcher(host.toLowerCase(Locale.ROOT)).matches() || isLoopbackHost();
    }

    /// Whether it leads to the person's own machine: scheme `http` and a loopback host, the only
    /// case in which a port does not count (RFC 8252 §7.3).
    public boolean isLoopback() {
        return scheme.equals("http") && isLoopbackHost();
    }

    private boolean isLoopbackHost() {
        return host.equals("localhost") || host.equals("[::1]") || isLoopbackV4(host);
    }

    private static boolean isLoopbackV4(String host) {
        if (!LOOPBACK_V4.matcher(host).matches()) {
            return false;
        }
        for (String octet : host.split("\\.", -1)) {
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    /// Whether a response may go to this URI when that one is registered: the same string, or both
    /// loopback with the same path and query, whatever the port and the spelling of the host.
    public boolean matches(RedirectUri registered) {
        return text.equals(registered.text)
                || (isLoopback() && registered.isLoopback() && rest.equals(registered.rest));
    }

    /// Where a person would say it leads: the host, or the scheme of an application.
    public String destination() {
        return host.isEmpty() ? scheme + ":" : host + port;
    }

    /// Scheme, host and port, as a browser names the origin of a page there.
    public String origin() {
        return scheme + "://" + host + port;
    }
}
