package dev.carnet.auth.passport;

import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.rest.Limits;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Ancestor;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a passport is given for: decided by what was asked, by the agent, and by the passport it is
/// delegated from, if it is. Whatever one of them does not have, the new one does not have either.
///
/// @param request with services that were looked up
/// @param parent who delegates, with a passport
record Terms(PassportRequest request, Bearer bearer, Optional<Caller> parent) {

    /// What it is for.
    Mandate mandate() {
        Mandate above = parent.map(Caller::mandate).orElse(Mandate.NONE);
        if (parent.isPresent() && above.depth() >= Mandate.DEEPEST) {
            throw new Refused(
                    Refusal.DELEGATION_DEPTH_EXCEEDED,
                    "A passport is delegated %d times at most.".formatted(Mandate.DEEPEST));
        }
        Mode mode = mode(above);
        demandIntent(mode);
        Optional<List<Service>> services =
                bearer.granted()
                        .and(new Granted(above.services()))
                        .choose(request.services())
                        .services();
        return new Mandate(
                mode, interval(mode), declared(services), services, Optional.empty(), chain(above));
    }

    /// Who says what they are up to, and not with what, means all that the passport names. One that
    /// is for everything names nothing, so nothing is declared.
    private List<String> declared(Optional<List<Service>> services) {
        return request.intent()
                .map(intent -> intent.services().orElseGet(() -> names(services)))
                .orElse(List.of());
    }

    /// The same with the servers of declared toolsets declared, too, where a token can say so many.
    /// Where it cannot, it says the toolsets: whoever compares opens them anew.
    static Mandate opened(Mandate mandate, Map<String, List<String>> toolsets) {
        List<String> all =
                Stream.concat(
                                mandate.intentServices().stream(),
                                toolsets.values().stream().flatMap(List::stream).sorted())
                        .distinct()
                        .toList();
        return all.size() > Service.MOST ? mandate : mandate.declaring(all);
    }

    private static List<String> names(Optional<List<Service>> services) {
        return services.orElse(List.of()).stream().map(Service::name).distinct().toList();
    }

    private Mode mode(Mandate above) {
        Mode least = bearer.mode().compareTo(above.mode()) > 0 ? bearer.mode() : above.mode();
        Mode mode = request.wantedMode().orElse(least);
        if (mode.compareTo(least) < 0) {
            throw Refused.field(
                    Refusal.DELEGATION_ACCOUNTABILITY_VIOLATION,
                    "/mode",
                    "is weaker than " + least.wire() + ", which the agent or its parent has");
        }
        return mode;
    }

    private void demandIntent(Mode mode) {
        if (mode != Mode.STANDARD && request.intent().isEmpty()) {
            throw Refused.field(
                    Refusal.ACCOUNTABILITY_REQUIRED,
                    "/intent",
                    "is needed: the agent is watched (%s), so say what it is up to"
                            .formatted(mode.wire()));
        }
    }

    private Optional<Duration> interval(Mode mode) {
        if (mode == Mode.STANDARD) {
            request.checkpointIntervalSeconds()
                    .ifPresent(_ -> {
                        throw Refused.field(
                                "/checkpoint_interval_seconds",
                                "needs the mode logged or enforced");
                    });
            return Optional.empty();
        }
        return Optional.of(
                asked(
                        "/checkpoint_interval_seconds",
                        request.checkpointIntervalSeconds(),
                        Limits.CHECKPOINT_DEFAULT,
                        bearer.interval()));
    }

    private List<Ancestor> chain(Mandate above) {
        var chain = new ArrayList<>(above.chain());
        parent.map(Caller::credential)
                .filter(Caller.Credential.Passport.class::isInstance)
                .map(Caller.Credential.Passport.class::cast)
                .ifPresent(passport ->
                        chain.add(
                                new Ancestor(
                                        above.line().orElse(passport.jti()),
                                        passport.agent(),
                                        passport.owner())));
        return chain;
    }

    /// What was asked for, if it is not longer than it may be; what is usual otherwise.
    private static Duration asked(
            String pointer, Optional<Integer> seconds, Duration usual, Optional<Duration> longest) {
        Duration bound = longest.orElse(Duration.ofHours(1));
        Duration asked =
                seconds.map(Duration::ofSeconds).orElse(usual.compareTo(bound) < 0 ? usual : bound);
        if (asked.compareTo(bound) > 0) {
            throw Refused.field(
                    pointer, "is at most %d for this agent".formatted(bound.toSeconds()));
        }
        return asked;
    }

    /// How long it lives, and each it is renewed into: in the mode `enforced` it does not outlive
    /// the next checkpoint.
    Duration life(Mandate mandate) {
        Duration asked =
                asked("/ttl_seconds", request.ttlSeconds(), Limits.PASSPORT_DEFAULT, bearer.life());
        return mandate.interval()
                .filter(interval ->
                        mandate.mode() == Mode.ENFORCED && interval.compareTo(asked) < 0)
                .orElse(asked);
    }

    /// Never past the end of the passport it is delegated from.
    Instant end(Mandate mandate, Instant now) {
        Instant end = now.plus(life(mandate));
        return parent.flatMap(caller -> caller.credential().expires())
                .filter(theirs -> theirs.isBefore(end))
                .orElse(end);
    }
}
