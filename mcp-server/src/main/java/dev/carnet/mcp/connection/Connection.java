package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.ConnectionPlace;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A person's connection to a server.
///
/// @param key whether the letter holds a key; otherwise it holds tokens
/// @param resource the server's address when it was made
/// @param letter sealed
/// @param renewable whether there is a refresh token
/// @param generation grows with every renewal
/// @param claimedUntil how long somebody else has to renew it, if somebody does
/// @param expired whether the person has to connect again
/// @param trial whether it has been seen to do
/// @param privateAllowed whether its server's host may have private addresses
record Connection(
        ConnectionPlace place,
        boolean key,
        String resource,
        Buffer letter,
        boolean renewable,
        int generation,
        Optional<Instant> tokenExpiresAt,
        Optional<Instant> renewedAt,
        Optional<Instant> claimedUntil,
        boolean expired,
        Trial trial,
        int tries,
        Scopes scopes,
        boolean privateAllowed) {

    /// How a key did when it was tried at its server. Tokens come from where they are proven.
    enum Trial {
        /// It was not tried yet.
        OPEN,
        /// The server did not answer when it was tried.
        AWAY,
        /// The server does not take it.
        REFUSED,
        /// The server takes it.
        PROVEN;

        static Trial of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What was given, and what the server wants beside; texts of scopes with spaces between.
    record Scopes(String given, String wanted) {

        /// What the server wants with that beside, if all of it may be asked for.
        String wantedWith(String more) {
            String both =
                    Stream.of(wanted, more)
                            .flatMap(text -> Stream.of(text.split(" +")))
                            .filter(one -> !one.isEmpty())
                            .distinct()
                            .collect(Collectors.joining(" "));
            return both.length() <= ConnectionLimits.SCOPE_CHARACTERS ? both : more;
        }
    }

    /// Whether all of these were given.
    boolean grants(List<String> wanted) {
        return List.of(scopes.given().split(" +")).containsAll(wanted);
    }

    /// Whether the token counts for a while.
    boolean isFresh(Instant now) {
        return tokenExpiresAt
                .filter(end -> end.minus(ConnectionLimits.MARGIN).isBefore(now))
                .isEmpty();
    }

    boolean wasJustRenewed(Instant now) {
        return renewedAt
                .filter(at -> at.plus(ConnectionLimits.JUST_RENEWED).isAfter(now))
                .isPresent();
    }

    /// Whose session it is at the server: a person who connects anew is another principal.
    String principal() {
        return place.workspace() + "/" + place.person() + "/" + place.connection();
    }

    @Override
    public String toString() {
        return "Connection[" + place.connection() + "]";
    }
}
