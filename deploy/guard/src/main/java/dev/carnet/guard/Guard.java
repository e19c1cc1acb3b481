package dev.carnet.guard;

import dev.carnet.shared.picture.Ties;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenVerdict;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Judges access tokens and passports, without asking anybody: by signature, issuer, audience,
/// times and workspace, and by what the feed has said of whatever they hang on. API keys, and
/// tokens that are bound to a key, are not for it: it cannot check a proof.
public final class Guard implements AutoCloseable {

    private static final String SCHEME = "Bearer ";
    private static final String BOUND_SCHEME = "DPoP ";
    private static final String KEY = "carnet_";

    private static final String BOUND =
            "Tokens that are bound to a key are not taken here: ask for one without a DPoP proof";

    private final GuardSettings settings;
    private final TokenCheck tokens;
    private final Keys keys;
    private final Follower follower;
    private final HttpClient http;

    private Guard(GuardSettings settings, Clock clock) {
        this.settings = settings;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
        this.tokens = new TokenCheck(settings.issuer().toString(), clock);
        this.keys = new Keys(http, settings.keys());
        this.follower = new Follower(settings, clock, http, keys);
    }

    /// A guard that begins to follow the feed; until it has, nobody is let in.
    public static Guard start(GuardSettings settings, Clock clock) {
        var guard = new Guard(settings, clock);
        guard.follower.start();
        return guard;
    }

    /// Judges a request by its header `Authorization`.
    public Decision judge(Optional<String> authorization) {
        Optional<String> token = behind(SCHEME, authorization);
        if (behind(BOUND_SCHEME, authorization).isPresent()) {
            return refused(BOUND, "bound token");
        }
        if (token.isEmpty()) {
            return new Decision.Refused("Bearer", "no token");
        }
        if (token.get().startsWith(KEY)) {
            return refused("API keys are not taken here, access tokens and passports are", "key");
        }
        Optional<Ledger> ledger = follower.ledger();
        return ledger.isPresent() && keys.loaded()
                ? judge(token.get(), ledger.get())
                : new Decision.Unavailable("what is revoked is not known at this moment");
    }

    private static Optional<String> behind(String scheme, Optional<String> authorization) {
        return authorization
                .filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
                .map(value -> value.substring(scheme.length()).strip());
    }

    private Decision judge(String token, Ledger ledger) {
        return switch (tokens.check(token, settings.audience(), keys::find)) {
            case TokenVerdict.Invalid invalid ->
                    refused("The access token is not valid", invalid.reason());
            case TokenVerdict.Valid valid -> judge(valid.claims(), ledger);
        };
    }

    private Decision judge(TokenClaims claims, Ledger ledger) {
        if (!claims.workspace().equals(settings.workspace())) {
            return refused("The access token is of another workspace", "another workspace");
        }
        if (claims.keyThumbprint().isPresent()) {
            return refused(BOUND, "bound token");
        }
        return ledger.objection(Ties.of(claims))
                .map(why -> refused("The access token was revoked", why))
                .orElseGet(() -> new Decision.Allowed(claims));
    }

    private static Decision refused(String description, String why) {
        return new Decision.Refused(
                "Bearer error=\"invalid_token\", error_description=\"" + description + "\"", why);
    }

    @Override
    public void close() {
        follower.close();
        http.shutdownNow();
    }
}
