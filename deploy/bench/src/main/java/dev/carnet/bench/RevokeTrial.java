package dev.carnet.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// One passport that is used at every replica while it is withdrawn, with a stream open at each.
/// Between an answer and the next request there is a pause, because requests without one would be a
/// load that is measured along; what is found out is later than it was by up to that pause.
final class RevokeTrial {

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final int ACCEPTED = 200;
    private static final int REFUSED = 401;

    private final HttpClient http;
    private final Executor threads;
    private final List<URI> replicas;
    private final String token;

    RevokeTrial(HttpClient http, Executor threads, List<URI> replicas, String token) {
        this.http = http;
        this.threads = threads;
        this.replicas = replicas;
        this.token = token;
    }

    /// What was seen, by the clock of this machine.
    ///
    /// @param refused when the first request that was refused began, at the last replica to do so
    /// @param closed when the last stream ended
    /// @param broken requests that began after the withdrawal was answered and were served
    record Seen(Instant refused, Instant closed, long broken) {}

    /// When the last request that was served began, and the first that was refused.
    private record Turn(Instant served, Instant refused) {}

    /// What takes it away.
    interface Withdrawal {
        void withdraw() throws IOException, InterruptedException;
    }

    Seen run(Withdrawal withdrawal) throws IOException, InterruptedException {
        List<CompletableFuture<Instant>> closed = new ArrayList<>();
        for (URI replica : replicas) {
            InputStream stream = open(replica);
            closed.add(CompletableFuture.supplyAsync(() -> end(stream), threads));
        }
        List<CompletableFuture<Turn>> turns =
                replicas.stream()
                        .map(replica ->
                                CompletableFuture.supplyAsync(() -> refusal(replica), threads))
                        .toList();
        withdrawal.withdraw();
        Instant answered = Instant.now();
        long served = servedNow();
        List<Turn> turned = all(turns);
        return new Seen(
                last(turned.stream().map(Turn::refused)),
                last(all(closed).stream()),
                served + turned.stream().filter(turn -> turn.served().isAfter(answered)).count());
    }

    /// How many replicas serve a request that begins now.
    private long servedNow() throws IOException, InterruptedException {
        long served = 0;
        for (URI replica : replicas) {
            var request = request(replica, CallLoad.modernPing());
            if (http.send(request, BodyHandlers.discarding()).statusCode() == ACCEPTED) {
                served++;
            }
        }
        return served;
    }

    private static <T> List<T> all(List<CompletableFuture<T>> all)
            throws IOException, InterruptedException {
        List<T> done = new ArrayList<>();
        for (var one : all) {
            try {
                done.add(one.get(WITHIN.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException never) {
                throw new IOException("it did not end at every replica", never);
            }
        }
        return done;
    }

    private static Instant last(Stream<Instant> all) {
        return all.max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /// A stream that has begun.
    private InputStream open(URI replica) throws IOException, InterruptedException {
        var answer =
                http.send(request(replica, CallLoad.modernListen()), BodyHandlers.ofInputStream());
        if (answer.statusCode() != ACCEPTED || answer.body().read() < 0) {
            throw new IOException("a stream is not opened: " + answer.statusCode());
        }
        return answer.body();
    }

    private static Instant end(InputStream stream) {
        try (stream) {
            stream.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException reset) {
            return Instant.now();
        }
        return Instant.now();
    }

    /// Asks until it is refused.
    private Turn refusal(URI replica) {
        try {
            Instant served = Instant.MIN;
            var request = request(replica, CallLoad.modernPing());
            long began = System.nanoTime();
            while (System.nanoTime() - began < WITHIN.toNanos()) {
                Instant at = Instant.now();
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status == REFUSED) {
                    return new Turn(served, at);
                }
                if (status != ACCEPTED) {
                    throw new IllegalStateException("a call is answered with " + status);
                }
                served = at;
                Thread.sleep(PAUSE);
            }
            throw new IllegalStateException("a call is never refused");
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private HttpRequest request(URI replica, CallLoad.Request call) {
        var request =
                HttpRequest.newBuilder(replica.resolve("/mcp"))
                        .timeout(WITHIN)
                        .POST(BodyPublishers.ofString(call.body()));
        call.as(token).forEach(request::header);
        return request.build();
    }
}
