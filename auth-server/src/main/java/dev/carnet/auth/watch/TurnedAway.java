package dev.carnet.auth.watch;

import dev.carnet.auth.rest.DoorWitness;
import dev.carnet.auth.watch.Notices.Sign;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.DoorSign;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.SettingStore;
import dev.carnet.shared.signal.Settings;
import dev.carnet.shared.signal.Slice;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.signal.TallyStore;
import dev.carnet.shared.signal.TallyStore.Amount;
import dev.carnet.shared.signal.TallyStore.Asked;
import dev.carnet.shared.signal.TallyStore.Sum;
import dev.carnet.shared.token.TokenClaims;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is turned away at the door of this service's API with what was given to somebody. The door
/// waits for nobody, so what is noticed there is written within a second; how many requests there
/// are costs no statement more.
@ApplicationScoped
class TurnedAway implements DoorWitness {

    private final PictureHolder pictures;
    private final Notices notices;
    private final Pool pool;
    private final Clock clock;
    private final TallyStore tallies = new TallyStore();
    private final SettingStore settings = new SettingStore();
    private Map<Whose, Turned> waiting = new HashMap<>();

    TurnedAway(PictureHolder pictures, Notices notices, Pool pool, Clock clock) {
        this.pictures = pictures;
        this.notices = notices;
        this.pool = pool;
        this.clock = clock;
    }

    private record Whose(String workspace, String name, Detector detector) {

        /// Within no window: what is turned away once is enough.
        private boolean once() {
            return detector.window().isZero();
        }

        private TallyStore.Name tally() {
            return new TallyStore.Name(workspace, detector.wire(), name);
        }

        private Asked asked(Effective detector, Instant now) {
            return new Asked(tally(), Slice.of(detector, now).since(), 1);
        }
    }

    /// So often within this second.
    private record Turned(Suspect suspect, DoorSign sign, int times) {

        private Turned and(Turned later) {
            return new Turned(later.suspect, later.sign, times + later.times);
        }

        private Sign sign(double amount, String once) {
            return new Sign(
                    sign.detector(),
                    suspect,
                    sign.message(),
                    amount,
                    Map.of("why", sign.why()),
                    once);
        }
    }

    @Override
    public void turnedAway(Caller caller, String reason) {
        note(Suspect.of(caller), name(caller), reason);
    }

    @Override
    public void turnedAway(TokenClaims passport, String reason) {
        Suspect suspect =
                Suspect.passport(
                        passport.workspace(),
                        passport.subject(),
                        passport.owner().orElseThrow(),
                        passport.jti(),
                        passport.mandate().mode());
        note(suspect, passport.mandate().line().orElse(passport.jti()), reason);
    }

    private void note(Suspect suspect, String name, String reason) {
        DoorSign.of(reason, () -> checkedOut(suspect, name))
                .ifPresent(sign ->
                        add(
                                new Whose(suspect.workspace(), name, sign.detector()),
                                new Turned(suspect, sign, 1)));
    }

    private synchronized void add(Whose whose, Turned turned) {
        if (waiting.containsKey(whose) || waiting.size() < WatchLimits.TURNED_AWAY) {
            waiting.merge(whose, turned, Turned::and);
        }
    }

    private synchronized Map<Whose, Turned> drain() {
        Map<Whose, Turned> drained = waiting;
        waiting = new HashMap<>();
        return drained;
    }

    /// What came within the second is added up with what mcp-server and other replicas counted.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        Map<Whose, Turned> turned = drain();
        return turned.isEmpty() ? Uni.createFrom().voidItem() : look(turned, clock.instant());
    }

    private Uni<Void> look(Map<Whose, Turned> turned, Instant now) {
        return effective(turned)
                .call(detectors -> counted(turned, detectors, now))
                .onFailure()
                .invoke(() -> turned.forEach(this::add))
                .chain(detectors ->
                        sums(turned, detectors, now)
                                .map(sums -> signs(turned, detectors, sums, now)))
                .chain(notices::raise);
    }

    /// What each workspace, or for the agent, set: its window is what is added up.
    private Uni<Map<Whose, Effective>> effective(Map<Whose, Turned> turned) {
        var workspaces = turned.keySet().stream().map(Whose::workspace).distinct().toList();
        return settings.of(pool, workspaces)
                .map(found -> {
                    var detectors = new HashMap<Whose, Effective>();
                    turned.forEach((whose, one) ->
                            detectors.put(
                                    whose,
                                    found.getOrDefault(whose.workspace(), Settings.NONE)
                                            .effective(whose.detector(), one.suspect().agent())));
                    return detectors;
                });
    }

    private Uni<Void> counted(
            Map<Whose, Turned> turned, Map<Whose, Effective> detectors, Instant now) {
        var amounts = new ArrayList<Amount>();
        detectors.forEach((whose, detector) -> {
            if (!whose.once()) {
                amounts.add(
                        amount(
                                whose,
                                Optional.ofNullable(turned.get(whose)).orElseThrow(),
                                Slice.of(detector, now)));
            }
        });
        return amounts.isEmpty() ? Uni.createFrom().voidItem() : tallies.add(pool, amounts);
    }

    /// What was written is not written again when it cannot be read: only what is in no tally waits
    /// for the next second.
    private Uni<Map<Asked, Sum>> sums(
            Map<Whose, Turned> turned, Map<Whose, Effective> detectors, Instant now) {
        var asked = new ArrayList<Asked>();
        detectors.forEach((whose, detector) -> {
            if (!whose.once()) {
                asked.add(whose.asked(detector, now));
            }
        });
        return asked.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : tallies.reached(pool, asked)
                        .onFailure()
                        .invoke(() ->
                                turned.forEach((whose, one) -> {
                                    if (whose.once()) {
                                        add(whose, one);
                                    }
                                }));
    }

    private static Amount amount(Whose whose, Turned turned, Slice slice) {
        return new Amount(
                whose.tally(), slice.began(), slice.until(), turned.times(), false, List.of());
    }

    /// As mcp-server says it, so that both of them together raise one event.
    private static List<Sign> signs(
            Map<Whose, Turned> turned,
            Map<Whose, Effective> detectors,
            Map<Asked, Sum> sums,
            Instant now) {
        var signs = new ArrayList<Sign>();
        turned.forEach((whose, one) -> {
            Effective detector = Optional.ofNullable(detectors.get(whose)).orElseThrow();
            var sum = Optional.ofNullable(sums.get(whose.asked(detector, now)));
            signs.add(
                    whose.once()
                            ? one.sign(one.times(), whose.name())
                            : one.sign(
                                    sum.map(Sum::amount).orElse((double) one.times()),
                                    whose.name() + " " + window(detector, now)));
        });
        return signs;
    }

    private static long window(Effective detector, Instant now) {
        return now.getEpochSecond() / Math.max(1, detector.window().toSeconds());
    }

    private boolean checkedOut(Suspect suspect, String line) {
        return suspect.passport().isPresent()
                && pictures.current() instanceof PictureView.Fresh fresh
                && fresh.picture()
                        .saidOfPassport(suspect.workspace(), line)
                        .filter(DoorSign.CHECKOUT::equals)
                        .isPresent();
    }

    private static String name(Caller caller) {
        return switch (caller.credential()) {
            case Credential.Passport passport -> passport.mandate().line().orElse(passport.jti());
            case Credential.AccessToken token -> token.grant().orElse(token.client());
            case Credential.Key key -> key.id();
            case Credential.Page page -> page.person();
        };
    }
}
