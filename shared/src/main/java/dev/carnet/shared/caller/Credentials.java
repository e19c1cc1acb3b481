package dev.carnet.shared.caller;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one credential a request carries in its headers, or why there is none.
sealed interface Credentials {

    /// RFC 6750 §2.1, RFC 9449 §7.1: the scheme is compared without case, then one space, then
    /// `b64token` or `token68`.
    Pattern FORM = Pattern.compile("(?i)(bearer|dpop) ([A-Za-z0-9._~+/-]+=*)");

    /// A token or key, by either header.
    ///
    /// @param proven whether the scheme promises a proof of possession
    record Presented(String text, boolean proven) implements Credentials {
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
        Credentials header = authorization.map(Credentials::header).orElseGet(Nothing::new);
        if (apiKey.isEmpty() || header instanceof Confused) {
            return header;
        }
        var key = new Presented(apiKey.get().strip(), false);
        return switch (header) {
            case Nothing _ -> key;
            case Presented token when token.equals(key) -> token;
            case Presented _ -> new Confused("two different credentials in one request");
            case Confused confused -> confused;
        };
    }

    private static Credentials header(String header) {
        boolean proven = isOf("dpop", header);
        if (!proven && !isOf("bearer", header)) {
            return new Nothing();
        }
        Matcher form = FORM.matcher(header.strip());
        return form.matches()
                ? new Presented(form.group(2), proven)
                : new Confused("the Authorization header is not a bearer token");
    }

    private static boolean isOf(String scheme, String header) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
