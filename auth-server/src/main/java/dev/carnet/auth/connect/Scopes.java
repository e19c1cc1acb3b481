package dev.carnet.auth.connect;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which scopes are asked for: what the challenge names, else what the resource lists, else none;
/// and `offline_access` where the issuer knows it, because without it many give no refresh token.
final class Scopes {

    private static final String OFFLINE = "offline_access";
    private static final Pattern SCOPE =
            Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+( [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*");

    private Scopes() {}

    static String wanted(Optional<String> challenge, List<String> resource, List<String> issuer) {
        var all = new LinkedHashSet<String>();
        all.addAll(challenge.map(text -> List.of(text.split(" "))).orElse(resource));
        if (issuer.contains(OFFLINE)) {
            all.add(OFFLINE);
        }
        String joined = String.join(" ", all);
        return fit(joined) ? joined : "";
    }

    /// All of them, each once; the first alone if that is too much.
    static String union(String first, String... others) {
        var all = new LinkedHashSet<String>(List.of(first.split(" ")));
        for (String other : others) {
            all.addAll(List.of(other.split(" ")));
        }
        all.remove("");
        String joined = String.join(" ", all);
        return fit(joined) ? joined : first;
    }

    /// Whether that can be a `scope` (RFC 6749 §3.3).
    static boolean fit(String scope) {
        return scope.length() <= ConnectLimits.SCOPE_CHARACTERS && SCOPE.matcher(scope).matches();
    }

    static boolean isOffline(String scope) {
        return List.of(scope.split(" ")).contains(OFFLINE);
    }
}
