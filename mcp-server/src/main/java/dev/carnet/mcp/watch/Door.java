package dev.carnet.mcp.watch;

import dev.carnet.mcp.caller.DoorWitness;
import dev.carnet.mcp.watch.Counts.Counted;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.signal.DoorSign;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Who is turned away with what was given to somebody: a passport after its checkout, and a token
/// without the proof of its key. The door waits for nobody, so what is noticed there is written
/// within a second.
@ApplicationScoped
class Door implements DoorWitness {

    private final DetectorSettings settings;
    private final Traces traces;
    private final Counts counts;
    private final Firing firing;
    private final PictureHolder pictures;
    private final Clock clock;
    private List<Noticed> waiting = new ArrayList<>();

    Door(
            DetectorSettings settings,
            Traces traces,
            Counts counts,
            Firing firing,
            PictureHolder pictures,
            Clock clock) {
        this.settings = settings;
        this.traces = traces;
        this.counts = counts;
        this.firing = firing;
        this.pictures = pictures;
        this.clock = clock;
    }

    @Override
    public void turnedAway(Caller caller, String reason, String address) {
        DoorSign.of(reason, () -> checkedOut(caller)).ifPresent(sign -> look(caller, sign));
    }

    private boolean checkedOut(Caller caller) {
        return caller.credential() instanceof Caller.Credential.Passport
                && pictures.current() instanceof PictureView.Fresh fresh
                && fresh.picture()
                        .saidOfPassport(caller.workspace(), Whose.of(caller).name())
                        .filter(DoorSign.CHECKOUT::equals)
                        .isPresent();
    }

    private void look(Caller caller, DoorSign sign) {
        Instant now = clock.instant();
        var suspect = Suspect.of(caller);
        var whose = Whose.of(caller);
        Effective detector =
                settings.of(caller.workspace()).effective(sign.detector(), suspect.agent());
        var counted = new Counted(whose, traces.of(whose), suspect, whose.name(), List.of(), now);
        if (detector.enabled() && counts.often(counted, detector, 1)) {
            Noticed noticed =
                    Noticed.of(detector, suspect, sign.message(), now).with("why", sign.why());
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
