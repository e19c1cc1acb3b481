package dev.carnet.auth.connect;

import java.util.Map;

/// How an issuer is asked for access that outlasts the person's visit: a refresh token.
final class Lasting {

    /// Knows no scope for it, and gives a refresh token only to who says so in its own words.
    private static final String GOOGLE = "https://accounts.google.com";

    private static final String PROMPT = "prompt";
    private static final String CONSENT = "consent";

    private Lasting() {}

    /// What is asked beside that scope. Consent is asked for anew, because without it the wish may
    /// be ignored (OpenID Connect Core §11), and Google heeds it at the first consent only.
    static Map<String, String> wish(String issuer, String scope) {
        if (issuer.equals(GOOGLE)) {
            return Map.of("access_type", "offline", PROMPT, CONSENT);
        }
        return Scopes.isOffline(scope) ? Map.of(PROMPT, CONSENT) : Map.of();
    }
}
