package dev.carnet.shared.fetch;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// A URL that may be fetched, taken apart by hand, so that there is one reading of it.
///
/// @param text exactly as it was given
/// @param isTls whether it is https; the other kind exists under the development switch only
/// @param host the host as it stands in the URL
/// @param literal the address, if the host is one
/// @param pathAndQuery what is asked for there
public record Target(
        String text,
        boolean isTls,
        String host,
        Optional<InetAddress> literal,
        int port,
        String pathAndQuery) {

    private static final String HTTPS = "https://";
    private static final String HTTP = "http://";
    private static final int HTTP_PORT = 80;

    /// Printable ASCII without what RFC 3986 leaves out, and without `#` and `@`.
    private static final Pattern CHARACTERS =
            Pattern.compile("[!$%&'()*+,./0-9:;=?A-Z\\[\\]_a-z~-]+");

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /// RFC 3986 has them around addresses only.
    private static final Pattern BRACKETS = Pattern.compile("[\\[\\]]");

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /// `.` and `..` as path segments, plain or escaped: parsers disagree on them.
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("/(\\.|%2[Ee]){1,2}(/|$)", Pattern.DOTALL);

    /// The target of that URL under those rules, if there may be one.
    public static Optional<Target> of(String url, FetchRules rules) {
        if (!isWellFormed(url)) {
            return Optional.empty();
        }
        if (url.startsWith(HTTPS)) {
            return parse(url, true).filter(target -> rules.ports().contains(target.port));
        }
        return url.startsWith(HTTP) && rules.loopbackDocuments()
                ? parse(url, false).filter(Target::isLoopback)
                : Optional.empty();
    }

    /// The target of that URL, http or https, at any port: for what answers to rules of its own.
    public static Optional<Target> anywhere(String url) {
        if (!isWellFormed(url)) {
            return Optional.empty();
        }
        return url.startsWith(HTTPS)
                ? parse(url, true)
                : Optional.of(url)
                        .filter(plain -> plain.startsWith(HTTP))
                        .flatMap(plain -> parse(plain, false));
    }

    /// Whether some operator's rules could let it be fetched: https, with one reading, and no
    /// special address in it. For what is kept now and fetched later, when the rules are asked.
    public static boolean isPlausible(String url) {
        return isWellFormed(url)
                && url.startsWith(HTTPS)
                && parse(url, true)
                        .filter(target ->
                                target.literal.stream()
                                        .map(SpecialAddresses::of)
                                        .allMatch(SpecialAddresses.Standing.PUBLIC::equals))
                        .isPresent();
    }

    private static boolean isWellFormed(String url) {
        return url.length() <= FetchLimits.URL_CHARACTERS
                && CHARACTERS.matcher(url).matches()
                && !BAD_ESCAPE.matcher(url).find();
    }

    private static Optional<Target> parse(String url, boolean isTls) {
        String after = url.substring((isTls ? HTTPS : HTTP).length());
        int end = endOfAuthority(after);
        String authority = after.substring(0, end);
        String rest = after.substring(end);
        int colon = authority.startsWith("[") ? authority.indexOf(']') + 1 : colon(authority);
        Optional<Integer> port = port(authority.substring(colon), isTls);
        if (port.isEmpty()
                || DOT_SEGMENT.matcher(path(rest)).find()
                || BRACKETS.matcher(rest).find()) {
            return Optional.empty();
        }
        return Host.of(authority.substring(0, colon))
                .map(host ->
                        new Target(
                                url,
                                isTls,
                                host.text(),
                                host.literal(),
                                port.get(),
                                rest.startsWith("/") ? rest : "/" + rest));
    }

    private static int endOfAuthority(String after) {
        int slash = after.indexOf('/');
        int question = after.indexOf('?');
        int first = slash < 0 ? question : question < 0 ? slash : Math.min(slash, question);
        return first < 0 ? after.length() : first;
    }

    private static int colon(String authority) {
        int colon = authority.indexOf(':');
        return colon < 0 ? authority.length() : colon;
    }

    private static Optional<Integer> port(String written, boolean isTls) {
        if (written.isEmpty()) {
            return Optional.of(isTls ? FetchRules.HTTPS : HTTP_PORT);
        }
        return Optional.of(written.substring(1))
                .filter(digits -> PORT.matcher(digits).matches())
                .map(Integer::parseInt)
                .filter(port -> port <= 65_535);
    }

    private static String path(String rest) {
        int question = rest.indexOf('?');
        return question < 0 ? rest : rest.substring(0, question);
    }

    /// The path without the query, at least `/`.
    public String path() {
        return path(pathAndQuery);
    }

    /// Whether it names the machine itself.
    public boolean isLoopback() {
        return new Host(host, literal).isLoopback();
    }

    /// Scheme, host and port, as a browser names the origin of a page there.
    public String origin() {
        boolean usual = port == (isTls ? FetchRules.HTTPS : HTTP_PORT);
        return (isTls ? HTTPS : HTTP) + host + (usual ? "" : ":" + port);
    }
}
