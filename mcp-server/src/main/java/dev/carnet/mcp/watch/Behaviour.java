package dev.carnet.mcp.watch;

import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.toolset.Shelves;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What callers do: what they are refused, how often they call, and how far they drift. How often
/// is counted of an agent with all its passports, how far of each line.
@ApplicationScoped
class Behaviour {

    private static final Set<String> OUTSIDE =
            Set.of("outside_passport", "passport_constraint", "scope", "insufficient_scope");
    private static final Set<String> NO_REFUSALS = Set.of("too_many_calls");

    private final Counts counts;
    private final Different different;
    private final Shelves shelves;

    Behaviour(Counts counts, Different different, Shelves shelves) {
        this.counts = counts;
        this.different = different;
        this.shelves = shelves;
    }

    List<Noticed> refused(Moment moment, Governed thing, String why) {
        if (why.startsWith("limit:") || NO_REFUSALS.contains(why)) {
            return List.of();
        }
        var noticed = new ArrayList<Noticed>();
        if (OUTSIDE.contains(why) && isPassport(moment)) {
            outside(moment, thing, why).ifPresent(noticed::add);
        } else {
            tried(moment.ofActor(), thing.name()).ifPresent(noticed::add);
        }
        denied(moment).ifPresent(noticed::add);
        return noticed;
    }

    List<Noticed> unknown(Moment moment, String name) {
        var noticed = new ArrayList<Noticed>();
        tried(moment.ofActor(), name).ifPresent(noticed::add);
        denied(moment).ifPresent(noticed::add);
        return noticed;
    }

    List<Noticed> begins(Moment moment, CallOrder order) {
        over(moment, Detector.DENIED_STREAK);
        if (!moment.isActors()) {
            over(moment.ofActor(), Detector.DENIED_STREAK);
        }
        var noticed = new ArrayList<Noticed>();
        order.usable()
                .origin()
                .ifPresent(origin -> {
                    burst(moment.ofActor(), order.usable()).ifPresent(noticed::add);
                    drift(moment, order, origin).ifPresent(noticed::add);
                    larger(moment, order).ifPresent(noticed::add);
                });
        return noticed;
    }

    List<Noticed> ran(Moment moment, Governed thing, Outcome outcome) {
        Optional<String> why =
                switch (outcome) {
                    case ToolResult result -> result.why();
                    case Outcome.Failed failed -> Optional.of(failed.why());
                    default -> Optional.empty();
                };
        boolean failed =
                outcome instanceof Outcome.Failed
                        || (outcome instanceof ToolResult result && result.failed());
        var noticed = new ArrayList<Noticed>();
        why.filter(reason -> reason.startsWith("constraint:") && isPassport(moment))
                .flatMap(reason -> outside(moment, thing, reason))
                .ifPresent(noticed::add);
        if (failed) {
            failing(moment, thing).ifPresent(noticed::add);
        } else {
            over(moment, Detector.FAILURE_STREAK);
        }
        return noticed;
    }

    /// However many passports it is done with; but each that does it has its event, because each
    /// may have to go.
    private Optional<Noticed> outside(Moment moment, Governed thing, String why) {
        Optional<Effective> all =
                moment.detector(Detector.CREDENTIAL_OUTSIDE_SCOPE)
                        .filter(one ->
                                moment.lately()
                                        .reached(
                                                one,
                                                moment.now(),
                                                1,
                                                List.of(moment.entry().eid())));
        Optional<Noticed> own =
                often(moment, Detector.CREDENTIAL_OUTSIDE_SCOPE)
                        .map(detector -> outside(moment, detector, thing));
        return own.or(() ->
                        all.filter(one -> moment.trace().loud(one, moment.now()))
                                .map(detector -> outside(moment.ofActor(), detector, thing)))
                .map(noticed -> windowed(moment, noticed.with("why", why)));
    }

    private static Noticed outside(Moment moment, Effective detector, Governed thing) {
        return moment.noticed(detector, "A passport was used for what it is not for.", thing);
    }

    /// With one passport, or with whatever the agent has: a call that runs ends the streak of its
    /// own passport, and that of the agent.
    private Optional<Noticed> denied(Moment moment) {
        Moment actor = moment.ofActor();
        Optional<Effective> all =
                moment.isActors() ? Optional.empty() : often(actor, Detector.DENIED_STREAK);
        Optional<Effective> own =
                moment.detector(Detector.DENIED_STREAK)
                        .filter(one ->
                                counts.often(
                                        moment.counted().heardOf(actor.whose().name()), one, 1));
        return all.map(detector -> refusals(actor, detector))
                .or(() -> own.map(detector -> refusals(moment, detector)))
                .map(noticed -> windowed(actor, noticed));
    }

    private static Noticed refusals(Moment moment, Effective detector) {
        return moment.noticed(detector, "One call after the other was refused.");
    }

    /// The names are the caller's own text, so they are only counted.
    private Optional<Noticed> tried(Moment moment, String name) {
        return moment.detector(Detector.TOOL_ENUMERATION)
                .filter(detector -> different.many(moment, detector, name))
                .map(detector ->
                        moment.noticed(
                                detector,
                                "Many names were tried that are not there for the caller."))
                .map(noticed -> windowed(moment, noticed));
    }

    private Optional<Noticed> failing(Moment moment, Governed thing) {
        return often(moment, Detector.FAILURE_STREAK)
                .map(detector ->
                        moment.noticed(detector, "One call after the other failed.", thing))
                .map(noticed -> windowed(moment, noticed));
    }

    private Optional<Noticed> burst(Moment moment, Governed thing) {
        return often(moment, Detector.CREDENTIAL_BURST)
                .map(detector ->
                        moment.noticed(
                                detector,
                                "Many calls to servers within %d seconds."
                                        .formatted(detector.window().toSeconds()),
                                thing))
                .map(noticed -> windowed(moment, noticed));
    }

    private Optional<Noticed> drift(Moment moment, CallOrder order, Origin origin) {
        return moment.detector(Detector.SCOPE_DRIFT)
                .filter(_ -> isPassport(moment))
                .flatMap(detector -> drift(moment, order, origin, detector));
    }

    private Optional<Noticed> drift(
            Moment moment, CallOrder order, Origin origin, Effective detector) {
        var drifted =
                moment.trace()
                        .drift(
                                shelves.opened(
                                        moment.caller().workspace(),
                                        moment.caller().mandate().intentServices()),
                                origin.upstream(),
                                origin.name(),
                                Shapes.of(order.call().arguments()));
        counts.add(moment.counted(), detector, drifted.novelty());
        boolean far =
                drifted.score() >= detector.threshold()
                        || drifted.novelty()
                                >= Drift.SINGLE
                                        * detector.threshold()
                                        / Detector.SCOPE_DRIFT.threshold();
        return far && moment.trace().loud(detector, moment.now())
                ? Optional.of(
                        moment.noticed(
                                        detector,
                                        "The agent does other things than it declared and did"
                                                + " at first.",
                                        order.usable())
                                .with("score", number(drifted.score()))
                                .with("novelty", number(drifted.novelty()))
                                .once(moment.whose().name()))
                : Optional.empty();
    }

    private Optional<Noticed> larger(Moment moment, CallOrder order) {
        int characters = Shapes.characters(order.call().arguments());
        return moment.detector(Detector.ARGUMENT_ANOMALY)
                .flatMap(detector ->
                        moment.trace()
                                .larger(detector, order.usable().name(), characters)
                                .map(times ->
                                        moment.noticed(
                                                        detector,
                                                        "Arguments are far larger than any"
                                                                + " before.",
                                                        order.usable())
                                                .with("times", Long.toString(times))));
    }

    /// Once more, here and with all replicas.
    private Optional<Effective> often(Moment moment, Detector which) {
        return moment.detector(which).filter(one -> counts.often(moment.counted(), one, 1));
    }

    /// A streak is over, here and with all replicas: they begin anew within the second.
    private void over(Moment moment, Detector streak) {
        moment.trace().over(streak);
        moment.detector(streak).ifPresent(one -> counts.over(moment.counted(), one));
    }

    private static Noticed windowed(Moment moment, Noticed noticed) {
        return noticed.oncePerWindow(moment.whose().name());
    }

    private static boolean isPassport(Moment moment) {
        return moment.caller().credential() instanceof Credential.Passport;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
