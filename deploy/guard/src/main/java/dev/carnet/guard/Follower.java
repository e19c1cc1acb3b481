package dev.carnet.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/// Follows the feed on a thread of its own, from where it was, for as long as the guard is open. A
/// beat counts only if it was waited for, and not for long: one that lay there already, as after
/// this process was paused, may be old.
final class Follower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(2_500);
    private static final Duration SHORTEST_WAIT = Duration.ofNanos(100_000);

    private final GuardSettings settings;
    private final Clock clock;
    private final HttpClient http;
    private final Keys keys;
    private final AtomicReference<InputStream> stream =
            new AtomicReference<>(InputStream.nullInputStream());
    private volatile Ledger ledger = Ledger.EMPTY;
    private volatile long heardAt;
    private volatile boolean heard;
    private volatile boolean open = true;

    Follower(GuardSettings settings, Clock clock, HttpClient http, Keys keys) {
        this.settings = settings;
        this.clock = clock;
        this.http = http;
        this.keys = keys;
    }

    void start() {
        Thread.ofVirtual().name("carnet-feed").start(this::run);
        Thread.ofVirtual().name("carnet-feed-watch").start(this::watch);
    }

    /// What was revoked, if that is known as of a moment ago.
    Optional<Ledger> ledger() {
        Ledger now = ledger;
        return heard && now.complete() && silence() < settings.stale().toNanos()
                ? Optional.of(now)
                : Optional.empty();
    }

    private long silence() {
        return System.nanoTime() - heardAt;
    }

    private void run() {
        while (open) {
            try {
                keys.look();
                follow();
                Thread.sleep(PAUSE);
            } catch (IOException | RuntimeException broken) {
                LOG.debugf("The feed of revocations broke off: %s", broken.getMessage());
                rest();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// A connection on which nothing comes any more is given up.
    private void watch() {
        while (open) {
            rest();
            if (silence() > settings.stale().toNanos()) {
                shut();
            }
        }
    }

    private void follow() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(settings.feed(ledger.seq()))
                        .timeout(CONNECT)
                        .header("Authorization", "Bearer " + settings.credential())
                        .header("Accept", "text/event-stream")
                        .build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            LOG.warnf("The feed of revocations answered %d", answer.statusCode());
            return;
        }
        stream.set(answer.body());
        heardAt = heard ? heardAt : System.nanoTime();
        try (var lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            read(lines);
        }
    }

    private void read(BufferedReader lines) throws IOException, InterruptedException {
        String event = "";
        boolean first = true;
        boolean waited = false;
        long before = System.nanoTime();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long wait = System.nanoTime() - before;
            waited = first ? isFresh(wait) : waited;
            first = line.isEmpty();
            if (line.startsWith("event:")) {
                event = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                apply(event, JSON.readTree(line.substring(5)), waited);
                keys.look();
            }
            before = System.nanoTime();
        }
    }

    private static boolean isFresh(long wait) {
        return wait >= SHORTEST_WAIT.toNanos() && wait <= LONGEST_WAIT.toNanos();
    }

    private void apply(String event, JsonNode data, boolean waited) {
        switch (event) {
            case "revoked" ->
                    ledger =
                            ledger.with(
                                    data.path("type").asText(),
                                    data.path("id").asText(),
                                    new Ledger.Row(
                                            data.path("seq").asLong(),
                                            Instant.parse(data.path("keep_until").asText())));
            case "position" -> {
                ledger = ledger.upTo(data.path("seq").asLong(), clock.instant());
                if (waited) {
                    heardAt = System.nanoTime();
                    heard = true;
                }
            }
            case "reset" -> ledger = Ledger.EMPTY;
            default -> LOG.debugf("The feed of revocations says %s", event);
        }
    }

    private void shut() {
        try {
            stream.get().close();
        } catch (IOException gone) {
            LOG.debugf("The feed of revocations was gone: %s", gone.getMessage());
        }
    }

    @Override
    public void close() {
        open = false;
        shut();
    }
}
