package dev.carnet.auth.passport;

import dev.carnet.auth.agent.AgentLimits;
import dev.carnet.auth.mandate.Granted;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// An agent that passports may be issued for.
///
/// @param blocked whether a person has to look at what it did first
/// @param lacksFactor whether its owner lacks the second factor that the workspace demands
/// @param granted what its passports may name at most
/// @param interval how long it may go without a report at most, if anybody says so
/// @param life how long its passports live at most, if anybody says so
/// @param line how long each goes on at most with all that it is renewed into, if anybody says so
public record Bearer(
        String owner,
        Set<Scope> scopes,
        boolean suspended,
        boolean blocked,
        boolean lacksFactor,
        Mode mode,
        Granted granted,
        Optional<Duration> interval,
        Optional<Duration> life,
        Optional<Duration> line) {

    /// No passport lives longer than its line may go on.
    public Bearer {
        life = Stream.concat(life.stream(), line.stream()).min(Duration::compareTo);
    }

    /// The same within the limits of a template.
    Bearer within(AgentLimits limits) {
        var both = EnumSet.noneOf(Scope.class);
        both.addAll(scopes);
        limits.scopes().ifPresent(names -> both.retainAll(Scope.parse(String.join(" ", names))));
        Mode least = limits.mode().flatMap(Mode::of).orElse(Mode.STANDARD);
        return new Bearer(
                owner,
                both,
                suspended,
                blocked,
                lacksFactor,
                mode.compareTo(least) < 0 ? least : mode,
                granted.and(Granted.ANYTHING.choose(limits.services())),
                shorter(interval, limits.checkpointIntervalSeconds()),
                shorter(life, limits.ttlSeconds()),
                shorter(line, limits.lineSeconds()));
    }

    /// The same, with passports that live so long at most.
    Bearer living(Duration longest) {
        return new Bearer(
                owner,
                scopes,
                suspended,
                blocked,
                lacksFactor,
                mode,
                granted,
                interval,
                shorter(life, Optional.of((int) longest.toSeconds())),
                line);
    }

    private static Optional<Duration> shorter(Optional<Duration> one, Optional<Integer> seconds) {
        return Stream.concat(one.stream(), seconds.map(Duration::ofSeconds).stream())
                .min(Duration::compareTo);
    }

    /// Whether the agent may still have what that passport says.
    boolean covers(TokenClaims claims) {
        var most =
                new Mandate(
                        mode,
                        Optional.empty(),
                        List.of(),
                        granted.services(),
                        Optional.empty(),
                        List.of());
        return claims.mandate().within(most) && scopes.containsAll(claims.scopes());
    }

    /// What a passport is for that nobody said anything about.
    public Mandate plainly() {
        return new Mandate(
                mode, Optional.empty(), List.of(), granted.services(), Optional.empty(), List.of());
    }
}
