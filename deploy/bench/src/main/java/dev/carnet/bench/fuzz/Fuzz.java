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

    /// Runs and counts. With one caller the same seed makes the same choices in the same order;
    /// with more, each caller's are the same.
    public Tally run(long requests) throws IOException, InterruptedException {
        var known = foothold();
        var doors = weighted(doors(known));
        var ids = new Memory();
        var footing = new Footing(person, issuer, mcp);
        var tally = new Tally();
        var left = new AtomicLong(requests);
        var callers = new ArrayList<Thread>();
        var random = new SplittableRandom(seed);
        for (int caller = 0; caller < callers(); caller++) {
            var mutator = new Mutator(random.split(), holdings(ids));
            var knocker = new Knocker(this, footing, ids, mutator, random.split(), tally);
            callers.add(Thread.ofVirtual().start(() -> knocker.run(doors, left)));
        }
        for (var caller : callers) {
            caller.join();
        }
        return tally;
    }

    /// What a stranger may knock at, and what both services say of themselves.
    private List<Door> doors(Map<String, String> known) throws IOException, InterruptedException {
        var doors = new ArrayList<>(Doors.all(known));
        doors.addAll(Described.at(issuer.resolve("/openapi?format=json"), Door.At.ISSUER));
        doors.addAll(Described.at(mcp.resolve("/q/openapi?format=json"), Door.At.GATEWAY));
        doors.addAll(Messages.doors(mcp, known.getOrDefault("token", "")));
        return doors;
    }

    private Mutator.Holdings holdings(Memory ids) {
        return new Mutator.Holdings(
                issuer.getHost() + ":" + issuer.getPort(),
                mcp.getHost() + ":" + mcp.getPort(),
                person.cookies(),
                ids);
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
