package dev.carnet.mcp.watch;

import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.watch.Counts.Counted;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Settings;
import dev.carnet.shared.signal.Suspect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One call at one of its moments, as detectors look at it.
///
/// @param trace what was done before with its credential
/// @param actor whoever acts, with all their credentials
/// @param lately what they did before
/// @param entry what the log has of the moment
record Moment(
        ToolCall call,
        Settings settings,
        Whose whose,
        Trace trace,
        Whose actor,
        Trace lately,
        Event entry,
        Instant now) {

    /// The same as one of whoever acts, and not of this credential alone.
    Moment ofActor() {
        return new Moment(call, settings, actor, lately, actor, lately, entry, now);
    }

    /// Whether the credential is all that whoever acts has.
    boolean isActors() {
        return whose.equals(actor);
    }

    Caller caller() {
        return call.caller();
    }

    Suspect suspect() {
        return Suspect.of(caller());
    }

    /// The detector as it works for this caller, unless it is off.
    Optional<Effective> detector(Detector detector) {
        return Optional.of(settings.effective(detector, suspect().agent()))
                .filter(Effective::enabled);
    }

    /// What is counted of it.
    Counted counted() {
        return new Counted(whose, trace, suspect(), whose.name(), List.of(entry.eid()), now);
    }

    /// Something about this call, because of it and of what was counted before.
    Noticed noticed(Effective detector, String message) {
        List<String> causes = trace.causes(detector.detector());
        return Noticed.of(detector, suspect(), message, now)
                .with("threshold", Double.toString(detector.threshold()))
                .because(causes.contains(entry.eid()) ? causes : List.of(entry.eid()));
    }

    /// The same with what is used; addresses of resources are nobody's business.
    Noticed noticed(Effective detector, String message, Governed thing) {
        Noticed noticed = noticed(detector, message);
        Noticed placed =
                thing.origin()
                        .map(origin -> noticed.with("server", origin.upstream()))
                        .orElse(noticed);
        return thing.type().equals("resource") ? placed : placed.with("tool", thing.name());
    }
}
