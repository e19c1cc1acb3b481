package dev.carnet.shared.caller;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one credential a request carries in its headers, or why there is none.
sealed interface Credentials {

    /// RFC 6750 §2.1: the scheme is compared without case, then one space, then `b64token`.
    Pattern BEARER = Pattern.compile("(?i)bearer ([A-Za-z0-9._~+/-]+=*)");

    /// A token or key, by either header.
    record Presented(String text) implements Credentials {
        @Override
        public String toString() {
            return "Presented";
        }
    }

    /// No credential that we know.
    record Nothing() implements Credentials {}

    /// Two different credentials, or something that is not one.
    record Confused(String publicText) implements Credentials {}

    static Credentials of(Optional<String> authorization, Optional<String> apiKey) {
        Credentials bearer = authorization.map(Credentials::bearer).orElseGet(Nothing::new);
        if (apiKey.isEmpty() || bearer instanceof Confused) {
            return bearer;
        }
        var key = new Presented(apiKey.get().strip());
        return switch (bearer) {
            case Nothing _ -> key;
            case Presented token when token.equals(key) -> token;
            case Presented _ -> new Confused("two different credentials in one request");
            case Confused confused -> confused;
        };
    }

    private static Credentials bearer(String header) {
        if (!header.regionMatches(true, 0, "bearer", 0, "bearer".length())) {
            return new Nothing();
        }
        Matcher form = BEARER.matcher(header.strip());
        return form.matches()
                ? new Presented(form.group(1))
                : new Confused("the Authorization header is not a bearer token");
    }
}
