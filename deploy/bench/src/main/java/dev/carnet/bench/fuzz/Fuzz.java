package dev.carnet.bench.fuzz;

import dev.carnet.bench.person.Person;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Sends so many requests of one seed to a Carnet and judges every answer.
///
/// @param callers connections at once
public record Fuzz(URI issuer, URI mcp, Person person, long seed, int callers) {

    private static final String CALLBACK = "http://127.0.0.1:9/callback";
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    /// Runs and counts. With one caller the same seed gives the same requests in the same order;
    /// with more, each caller's are the same.
    public Tally run(long requests) throws IOException, InterruptedException {
        var known = foothold();
        var doors = weighted(Doors.all(known));
        var tally = new Tally();
        var left = new AtomicLong(requests);
        var callers = new ArrayList<Thread>();
        var random = new SplittableRandom(seed);
        for (int caller = 0; caller < callers(); caller++) {
            var mutator = new Mutator(random.split(), holdings(known));
            var own = random.split();
            callers.add(Thread.ofVirtual().start(() -> knock(doors, mutator, own, left, tally)));
        }
        for (var caller : callers) {
            caller.join();
        }
        return tally;
    }

    private void knock(
            List<Door> doors,
            Mutator mutator,
            SplittableRandom random,
            AtomicLong left,
            Tally tally) {
        try (var own = new Plug(issuer);
                var gateway = new Plug(mcp)) {
            while (left.getAndDecrement() > 0) {
                Door door = doors.get(random.nextInt(doors.size()));
                var plug = door.at() == Door.At.ISSUER ? own : gateway;
                knock(plug, mutator.next(door), tally);
            }
        } catch (IOException unreachable) {
            throw new java.io.UncheckedIOException(unreachable);
        }
    }

    private static void knock(Plug plug, Request request, Tally tally) throws IOException {
        try {
            var reply = plug.send(request);
            if (reply.isEmpty()) {
                tally.closed(request.door());
                return;
            }
            Judge.wrong(request, reply.get())
                    .ifPresentOrElse(
                            why -> tally.wrong(request, why),
                            () -> tally.answered(request.door(), reply.get().status()));
        } catch (IOException silent) {
            plug.close();
            tally.wrong(request, "no answer: " + silent.getMessage());
        }
    }

    private Mutator.Holdings holdings(Map<String, String> known) {
        return new Mutator.Holdings(
                issuer.getHost() + ":" + issuer.getPort(),
                mcp.getHost() + ":" + mcp.getPort(),
                person.cookies(),
                known.getOrDefault("token", ""));
    }

    private static List<Door> weighted(List<Door> doors) {
        var weighted = new ArrayList<Door>();
        doors.forEach(door -> {
            for (int i = 0; i < door.weight(); i++) {
                weighted.add(door);
            }
        });
        return weighted;
    }

    /// What a client and a signed-in person really have, so that the requests get past the first
    /// check.
    private Map<String, String> foothold() throws IOException, InterruptedException {
        var tokens = person.authorize(mcp.toString(), EVERYTHING);
        var known = new HashMap<String, String>();
        known.put("client_id", tokens.clientId());
        known.put("redirect_uri", CALLBACK);
        known.put("redirect_uris", CALLBACK);
        known.put("resource", mcp.toString());
        known.put("audience", mcp.toString());
        known.put("token", tokens.access());
        known.put("subject_token", tokens.access());
        known.put("refresh_token", tokens.refresh());
        known.put("grant_types", "authorization_code");
        known.put("response_types", "code");
        known.put("csrf", person.formToken(tokens.clientId(), mcp.toString()));
        return known;
    }
}
