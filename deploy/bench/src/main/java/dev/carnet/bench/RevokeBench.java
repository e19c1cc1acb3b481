package dev.carnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.load.Latencies;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// How long it takes from the commit of a revocation until every replica refuses, and until every
/// stream is closed. Times are compared by the clock of this machine: what PostgreSQL noted for the
/// commit (`Commits`), and when something was seen here. The first revocations after a start warm
/// everything up and are not counted.
public final class RevokeBench implements AutoCloseable {

    private static final int BATCH = 50;
    private static final Duration SIGNED_IN = Duration.ofMinutes(5);
    private static final double MILLISECOND = 1e6;

    private final Target target;
    private final Person owner;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Latencies refused = new Latencies();
    private final Latencies closed = new Latencies();
    private final Latencies announced = new Latencies();
    private final Latencies heard = new Latencies();
    private final Latencies answered = new Latencies();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Commits commits;
    private RestApi rest;
    private long signedInAt;
    private int failed;
    private long broken;

    public RevokeBench(Target target) throws IOException, InterruptedException {
        this.target = target;
        this.owner = new Person(target.issuer(), target.owner().email(), target.owner().password());
        this.rest = signIn();
        this.commits =
                Commits.open(
                        vertx,
                        target.database().orElseThrow(() -> new IOException("no database to ask")));
    }

    /// The middle, the slowest of a hundred, and the slowest, in milliseconds.
    public record Spread(double p50, double p99, double max) {

        static Spread of(long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Spread(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        }

        private static double at(long[] sorted, double part) {
            return sorted.length == 0
                    ? Double.NaN
                    : sorted[(int) Math.ceil(part * sorted.length) - 1] / MILLISECOND;
        }
    }

    /// What came of it.
    ///
    /// @param failed revocations of which not everything was seen
    /// @param broken requests that began after the answer and were served: the promise is none
    public record Result(
            int trials,
            int failed,
            long broken,
            Spread announced,
            Spread heard,
            Spread refused,
            Spread closed,
            Spread answered) {

        /// The table, a line each.
        public String table() {
            return String.format(
                            Locale.ROOT,
                            "%-40s %10s %10s %10s%n",
                            String.format(
                                    Locale.ROOT, "%,d revocations, %d failed", trials, failed),
                            "p50 ms",
                            "p99 ms",
                            "max ms")
                    + line("commit → on disk and announced", announced)
                    + line("announced → refused on every replica", heard)
                    + line("commit → refused on every replica", refused)
                    + line("commit → stream closed", closed)
                    + line("REST call", answered)
                    + String.format(
                            Locale.ROOT, "%-40s %10d%n", "served although begun after", broken);
        }

        private static String line(String what, Spread spread) {
            return String.format(
                    Locale.ROOT,
                    "%-40s %10.2f %10.2f %10.2f%n",
                    what,
                    spread.p50(),
                    spread.p99(),
                    spread.max());
        }
    }

    /// Revokes so many passports, one after the other.
    ///
    /// @param warmUp so many before them that are not counted
    public Result run(int warmUp, int trials) throws IOException, InterruptedException {
        String agent = rest.post("/agents", agent()).expect(201).get("id").asText();
        revoke(agent, warmUp);
        List.of(announced, heard, refused, closed, answered).forEach(Latencies::clear);
        failed = 0;
        broken = 0;
        revoke(agent, trials);
        return new Result(
                trials,
                failed,
                broken,
                Spread.of(announced.all()),
                Spread.of(heard.all()),
                Spread.of(refused.all()),
                Spread.of(closed.all()),
                Spread.of(answered.all()));
    }

    private void revoke(String agent, int times) throws IOException, InterruptedException {
        var seen = new HashMap<String, RevokeTrial.Seen>();
        for (int number = 1; number <= times; number++) {
            once(agent, seen);
            if (seen.size() == BATCH || number == times) {
                compare(seen);
            }
        }
    }

    private void once(String agent, Map<String, RevokeTrial.Seen> seen)
            throws IOException, InterruptedException {
        if (System.nanoTime() - signedInAt > SIGNED_IN.toNanos()) {
            rest = signIn();
        }
        JsonNode passport = rest.post("/passports", passport(agent)).expect(201);
        String jti = passport.get("jti").asText();
        var trial =
                new RevokeTrial(http, threads, target.replicas(), passport.get("token").asText());
        try {
            RevokeTrial.Seen one = trial.run(() -> revoke(jti));
            broken += one.broken();
            seen.put(jti, one);
        } catch (IOException incomplete) {
            failed++;
        }
    }

    private void revoke(String jti) throws IOException, InterruptedException {
        long began = System.nanoTime();
        rest.post("/revocations", order(jti)).expect(200);
        answered.add(System.nanoTime() - began);
    }

    /// What was seen, compared with what PostgreSQL noted.
    private void compare(Map<String, RevokeTrial.Seen> seen) throws IOException {
        Map<String, Commits.Commit> noted = commits.of(seen.keySet());
        noted.forEach((jti, commit) -> {
            var one = seen.remove(jti);
            if (one != null) {
                count(one, commit);
            }
        });
        failed += seen.size();
        seen.clear();
    }

    private void count(RevokeTrial.Seen one, Commits.Commit commit) {
        refused.add(between(commit.committed(), one.refused()));
        closed.add(between(commit.committed(), one.closed()));
        commit.announced()
                .ifPresent(at -> {
                    announced.add(between(commit.committed(), at));
                    heard.add(between(at, one.refused()));
                });
    }

    private static long between(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos());
    }

    private RestApi signIn() throws IOException, InterruptedException {
        signedInAt = System.nanoTime();
        String scopes = "carnet:read carnet:write carnet:operate";
        return new RestApi(
                target.issuer(), owner.authorize(target.issuer() + "/api/v1", scopes).access());
    }

    private static ObjectNode agent() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", "bench").put("description", "withdrawn over and over");
        body.putArray("scopes").add("carnet:read");
        return body;
    }

    private static ObjectNode passport(String agent) {
        return JsonNodeFactory.instance.objectNode().put("agent_id", agent).put("ttl_seconds", 300);
    }

    private static ObjectNode order(String jti) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "passport")
                .put("id", jti)
                .put("reason", "bench");
    }

    @Override
    public void close() {
        commits.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        http.shutdownNow();
        threads.shutdownNow();
    }
}
