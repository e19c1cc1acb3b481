package dev.carnet.mcp.watch;

import dev.carnet.mcp.caller.DoorWitness;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Who is turned away with what was given to somebody: a passport after its checkout, and a token
/// without the proof of its key. The door waits for nobody, so what is noticed there is written
/// within a second.
@ApplicationScoped
class Door implements DoorWitness {

    private static final String CHECKOUT = "checkout";
    private static final Set<String> MISMATCHES =
            Set.of(
                    "bound_token",
                    "proof_missing",
                    "proof_key_not_the_tokens",
                    "proof_ath",
                    "proof_signature",
                    "proof_used_before");

    private final DetectorSettings settings;
    private final Traces traces;
    private final Firing firing;
    private final PictureHolder pictures;
    private final Clock clock;
    private List<Noticed> waiting = new ArrayList<>();

    Door(
            DetectorSettings settings,
            Traces traces,
            Firing firing,
            PictureHolder pictures,
            Clock clock) {
        this.settings = settings;
        this.traces = traces;
        this.firing = firing;
        this.pictures = pictures;
        this.clock = clock;
    }

    @Override
    public void turnedAway(Caller caller, String reason, String address) {
        if (reason.equals("passport_revoked") && checkedOut(caller)) {
            look(
                    caller,
                    Detector.USE_AFTER_CHECKOUT,
                    "A passport was used after its checkout.",
                    CHECKOUT);
        } else if (MISMATCHES.contains(reason)) {
            look(
                    caller,
                    Detector.DPOP_MISMATCH,
                    "A token came without proof of the key it is bound to.",
                    reason);
        }
    }

    private boolean checkedOut(Caller caller) {
        return caller.credential() instanceof Caller.Credential.Passport
                && pictures.current() instanceof PictureView.Fresh fresh
                && fresh.picture()
                        .saidOfPassport(caller.workspace(), Whose.of(caller).name())
                        .filter(CHECKOUT::equals)
                        .isPresent();
    }

    private void look(Caller caller, Detector which, String message, String reason) {
        Instant now = clock.instant();
        var suspect = Suspect.of(caller);
        var whose = Whose.of(caller);
        Effective detector = settings.of(caller.workspace()).effective(which, suspect.agent());
        if (detector.enabled() && traces.of(whose).often(detector, now)) {
            Noticed noticed = Noticed.of(detector, suspect, message, now).with("why", reason);
            add(
                    detector.window().isZero()
                            ? noticed.once(whose.name())
                            : noticed.oncePerWindow(whose.name()));
        }
    }

    private synchronized void add(Noticed noticed) {
        if (waiting.size() < WatchLimits.PRINCIPALS) {
            waiting.add(noticed);
        } else {
            firing.lose(noticed);
        }
    }

    /// Everything that was noticed; it does not wait any longer.
    synchronized List<Noticed> drain() {
        List<Noticed> drained = waiting;
        waiting = new ArrayList<>();
        return drained;
    }
}
