package dev.carnet.mcp.caller;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A host and port, parsed strictly: no user information, no trailing dot, no number in disguise.
///
/// @param host lower case; an IPv6 address in brackets
/// @param port empty when none was written
record Authority(String host, Optional<Integer> port) {

    private static final Pattern FORM =
            Pattern.compile(
                    "([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/?#@]+)");

    /// The authority in a `Host` header.
    static Optional<Authority> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(
                        new Authority(
                                match.group(1).toLowerCase(Locale.ROOT),
                                Optional.ofNullable(match.group(2)).map(Integer::valueOf)))
                : Optional.empty();
    }

    /// The authority of a URL, with the port of its scheme when none is written.
    static Authority of(URI url) {
        String text = url.getRawAuthority();
        return parse(text == null ? "" : text)
                .map(one -> one.orPort(defaultPort(url.getScheme())))
                .orElseThrow(() -> new IllegalArgumentException("not a URL with a host: " + url));
    }

    /// The authority of a serialised origin (RFC 6454 §6.2), with its scheme's port.
    static Optional<Authority> ofOrigin(String origin) {
        var match = ORIGIN.matcher(origin);
        return match.matches()
                ? parse(match.group(2)).map(one -> one.orPort(defaultPort(match.group(1))))
                : Optional.empty();
    }

    /// The same with that port when none was written.
    Authority orPort(int other) {
        return port.isPresent() ? this : new Authority(host, Optional.of(other));
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
