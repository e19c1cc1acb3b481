package dev.carnet.auth.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.auth.rest.DoorWitness;
import dev.carnet.auth.watch.Notices.Sign;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.DoorSign;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.token.TokenClaims;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is turned away at the door of this service's API with what was given to somebody. The door
/// waits for nobody, so what is noticed there is written within a second; how many requests there
/// are costs no statement more.
@ApplicationScoped
class TurnedAway implements DoorWitness {

    private final PictureHolder pictures;
    private final Notices notices;
    private final Clock clock;
    private final Cache<Whose, AtomicInteger> counts =
            Caffeine.newBuilder()
                    .maximumSize(WatchLimits.TURNED_AWAY)
                    .expireAfterWrite(Detector.DPOP_MISMATCH.window())
                    .build();
    private Map<Whose, Sign> waiting = new HashMap<>();

    TurnedAway(PictureHolder pictures, Notices notices, Clock clock) {
        this.pictures = pictures;
        this.notices = notices;
        this.clock = clock;
    }

    private record Whose(String workspace, String name, Detector detector) {}

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
                .ifPresent(sign -> count(suspect, name, sign));
    }

    private void count(Suspect suspect, String name, DoorSign sign) {
        var whose = new Whose(suspect.workspace(), name, sign.detector());
        int count = counts.get(whose, _ -> new AtomicInteger()).incrementAndGet();
        add(
                whose,
                new Sign(
                        sign.detector(),
                        suspect,
                        sign.message(),
                        count,
                        Map.of("why", sign.why()),
                        once(whose)));
    }

    /// As mcp-server says it, so that both of them together raise one event.
    private String once(Whose whose) {
        long seconds = whose.detector().window().toSeconds();
        return seconds == 0
                ? whose.name()
                : whose.name() + " " + clock.instant().getEpochSecond() / seconds;
    }

    private synchronized void add(Whose whose, Sign sign) {
        if (waiting.containsKey(whose) || waiting.size() < WatchLimits.TURNED_AWAY) {
            waiting.put(whose, sign);
        }
    }

    private synchronized List<Sign> drain() {
        List<Sign> drained = List.copyOf(waiting.values());
        waiting = new HashMap<>();
        return drained;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return notices.raise(drain());
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
