package dev.carnet.auth.connect;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a server says about itself when it refuses a stranger (RFC 6750 §3, RFC 9728 §5.1).
///
/// @param metadata where its metadata are
/// @param scope what it wants
record Challenge(Optional<String> metadata, Optional<String> scope) {

    private static final Pattern BEARER =
            Pattern.compile("(?:^|,)\\s*Bearer(?=\\s|$)", Pattern.CASE_INSENSITIVE);

    /// Of that header, if one of its challenges is a bearer's.
    static Challenge of(List<String> headers) {
        return headers.stream()
                .filter(header -> header.length() <= ConnectLimits.CHALLENGE_CHARACTERS)
                .filter(header -> BEARER.matcher(header).find())
                .map(header -> new Challenge(value(header, "resource_metadata"), scope(header)))
                .findFirst()
                .orElseGet(() -> new Challenge(Optional.empty(), Optional.empty()));
    }

    /// The same with the scopes that an operator names, if one does.
    Challenge wishing(String wish) {
        return Scopes.fit(wish) ? new Challenge(metadata, Optional.of(wish)) : this;
    }

    private static Optional<String> scope(String header) {
        return value(header, "scope").filter(Scopes::fit);
    }

    private static Optional<String> value(String header, String name) {
        var found =
                Pattern.compile(
                                "(?:^|[\\s,])"
                                        + name
                                        + "\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\\s,\"]+))",
                                Pattern.CASE_INSENSITIVE)
                        .matcher(header);
        return found.find()
                ? Optional.ofNullable(found.group(1)).or(() -> Optional.ofNullable(found.group(2)))
                : Optional.empty();
    }
}
