package dev.carnet.mcp.authclient;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The exchanged tokens in hand, by the caller's credential (its SHA-256) and the scopes. Bounded;
/// the one that was used longest ago leaves first.
final class ExchangedTokens {

    private final Clock clock;
    private final Map<String, Held> held;

    /// @param limit how many are kept
    ExchangedTokens(Clock clock, int limit) {
        this.clock = clock;
        this.held = bounded(limit);
    }

    /// The token for this credential and scope, if it is good for a while yet.
    synchronized Optional<String> find(String credential, Set<Scope> scopes) {
        return Optional.ofNullable(held.get(name(credential, scopes)))
                .filter(one -> one.until().isAfter(clock.instant()))
                .map(Held::token);
    }

    /// Keeps a token until then.
    synchronized void keep(
            String credential, Set<Scope> scopes, Caller caller, String token, Instant until) {
        held.put(name(credential, scopes), new Held(token, until, caller));
    }

    /// Forgets the token: it was refused.
    synchronized void drop(String credential, Set<Scope> scopes) {
        held.remove(name(credential, scopes));
    }

    /// Forgets the tokens of everybody who is revoked, and those past their time.
    synchronized void dropIf(Predicate<Caller> revoked) {
        Instant now = clock.instant();
        held.values().removeIf(one -> !one.until().isAfter(now) || revoked.test(one.caller()));
    }

    /// How many are held.
    synchronized int size() {
        return held.size();
    }

    private record Held(String token, Instant until, Caller caller) {}

    private static String name(String credential, Set<Scope> scopes) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(credential.getBytes(StandardCharsets.UTF_8));
            return Scope.format(scopes) + " " + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, Held> bounded(int limit) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
                return size() > limit;
            }
        };
    }
}
