package dev.carnet.journeys.revoked;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Answer;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.time.Duration;

/// Passports of one agent of the owner's, over the wire.
record Passports(RestApi rest, String agent) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    /// A passport.
    record Passport(String jti, String token) {}

    static Passports of(Running running) throws IOException, InterruptedException {
        var rest =
                new RestApi(
                        running.issuer(),
                        running.owner().authorize(running.api(), EVERYTHING).access());
        JsonNode agent =
                rest.post("/agents", object().put("name", "robot").put("description", ""))
                        .expect(201);
        return new Passports(rest, agent.path("id").asText());
    }

    static ObjectNode object() {
        return new ObjectMapper().createObjectNode();
    }

    Passport issue() throws IOException, InterruptedException {
        return issue(object());
    }

    /// For another resource than the gateway.
    Passport issueFor(String resource) throws IOException, InterruptedException {
        return issue(object().put("resource", resource));
    }

    private Passport issue(ObjectNode asked) throws IOException, InterruptedException {
        JsonNode made = patient("/passports", asked.put("agent_id", agent)).expect(201);
        return new Passport(made.path("jti").asText(), made.path("token").asText());
    }

    /// A passport below that one, of another agent of the same person.
    Passport delegate(Passport from) throws IOException, InterruptedException {
        JsonNode other =
                rest.post("/agents", object().put("name", "helper").put("description", ""))
                        .expect(201);
        var order = object().put("token", from.token());
        order.putObject("passport").put("agent_id", other.path("id").asText());
        JsonNode made = rest.post("/passports/delegate", order).expect(201);
        return new Passport(made.path("jti").asText(), made.path("token").asText());
    }

    /// Once more while the service asks for it, as one that has just begun on a busy machine does.
    private Answer patient(String path, ObjectNode body) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = rest.post(path, body);
        while (answer.status() == 503 && System.nanoTime() < end) {
            Thread.sleep(200);
            answer = rest.post(path, body);
        }
        return answer;
    }

    Answer revoke(Passport passport) throws IOException, InterruptedException {
        return rest.post(
                "/revocations", object().put("type", "passport").put("id", passport.jti()));
    }
}
