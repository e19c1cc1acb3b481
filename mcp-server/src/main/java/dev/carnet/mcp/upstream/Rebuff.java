package dev.carnet.mcp.upstream;

import java.util.Optional;
import java.util.regex.Pattern;

/// An upstream that does not take what proves us: it has done nothing of what was asked.
///
/// @param status 401: it does not know who asks. 403: it does, and they may not
/// @param challenge its `WWW-Authenticate`; never for a client
public record Rebuff(int status, Optional<String> challenge) {

    private static final int UNKNOWN = 401;

    private static final Pattern LACKS =
            Pattern.compile(
                    "(?:^|[\\s,])error\\s*=\\s*\"?insufficient_scope(?=[\"\\s,]|$)",
                    Pattern.CASE_INSENSITIVE);

    /// RFC 6749 §3.3, in quotes or alone.
    private static final Pattern SCOPE =
            Pattern.compile(
                    "(?:^|[\\s,])scope\\s*=\\s*(?:\"([\\x21\\x23-\\x5b\\x5d-\\x7e"
                            + " ]{1,1500})\"|([!#-+\\--\\[\\]-~]{1,1500}))",
                    Pattern.CASE_INSENSITIVE);

    /// Whether another proof of the same person could do.
    public boolean knowsNobody() {
        return status == UNKNOWN;
    }

    /// The scopes it wants beside those the proof has (RFC 6750 §3.1, `insufficient_scope`).
    public Optional<String> missingScope() {
        return challenge
                .filter(_ -> !knowsNobody())
                .filter(text -> LACKS.matcher(text).find())
                .map(SCOPE::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher ->
                        Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2)))
                .map(String::strip)
                .filter(scope -> !scope.isEmpty());
    }
}
