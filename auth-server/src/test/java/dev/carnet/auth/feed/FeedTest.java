package dev.carnet.auth.feed;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Revoking;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Auth.class)
class FeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final House house = new House();
    private final String key =
            house.world().key(house.workspace(), house.ownerId(), false, false).text();

    /// One event of a stream.
    private record Event(String name, String id, JsonNode data) {}

    /// A stream that is read event by event.
    private record Reading(HttpResponse<Stream<String>> response, Iterator<String> lines)
            implements AutoCloseable {

        Event next() throws IOException {
            String name = "";
            String id = "";
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    return new Event(name, id, JSON.readTree(line.substring(5)));
                }
            }
            return new Event("closed", "", JSON.createObjectNode());
        }

        /// What comes before the next event of that name, and that event.
        List<Event> until(String name) throws IOException {
            var events = new ArrayList<Event>();
            do {
                events.add(next());
            } while (!events.getLast().name().equals(name)
                    && !events.getLast().name().equals("closed"));
            return events;
        }

        @Override
        public void close() {
            response.body().close();
        }
    }

    private Reading follow(String query, String credential, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        house.world().issuer()
                                                + House.API
                                                + "/revocations/feed"
                                                + query))
                        .header("Authorization", "Bearer " + credential);
        if (headers.length > 0) {
            request.headers(headers);
        }
        var response = HTTP.send(request.build(), BodyHandlers.ofLines());
        assertEquals(200, response.statusCode());
        return new Reading(response, response.body().iterator());
    }

    private void revoke(String type, String id) {
        house.owner()
                .body(Map.of("type", type, "id", id, "reason", "private words"))
                .post("/revocations")
                .then()
                .statusCode(200);
    }

    private String grant(House place) {
        return place.world().grant(place.workspace(), place.ownerId(), place.world().client());
    }

    /// E4: who follows hears of what is revoked in this workspace, with its number, and of no
    /// other.
    @Test
    void tells_what_is_in_force_and_then_what_comes() throws Exception {
        String before = grant(house);
        revoke("grant", before);
        var elsewhere = new House();
        Revoking.revoke(elsewhere.world(), elsewhere.workspace(), "token", Ids.fresh("jti"));
        String after = grant(house);
        try (Reading reading = follow("", key)) {
            assertEquals(
                    "text/event-stream",
                    reading.response()
                            .headers()
                            .firstValue("Content-Type")
                            .orElseThrow()
                            .replaceFirst(";.*", ""));
            var known = reading.until("position");
            assertEquals(2, known.size(), known.toString());
            assertEquals(before, known.getFirst().data().path("id").asText());
            assertEquals("grant", known.getFirst().data().path("type").asText());
            assertFalse(known.toString().contains("private words"), known.toString());
            revoke("grant", after);
            Event told = reading.until("revoked").getLast();
            assertEquals(after, told.data().path("id").asText());
            assertEquals(told.id(), told.data().path("seq").asText());
            Event position = reading.until("position").getLast();
            assertTrue(position.data().path("seq").asLong() >= told.data().path("seq").asLong());
        }
    }

    /// E4: who was away goes on where they were, by header or query; each beat says how far that
    /// is.
    @Test
    void goes_on_after_the_number_that_was_read_last() throws Exception {
        String first = grant(house);
        String second = grant(house);
        revoke("grant", first);
        String place;
        try (Reading reading = follow("", key)) {
            place = reading.until("position").getLast().id();
            assertEquals("position", reading.next().name());
        }
        revoke("grant", second);
        try (Reading reading = follow("", key, "Last-Event-ID", place);
                Reading other = follow("?after=" + place, key)) {
            for (Reading each : List.of(reading, other)) {
                var missed = each.until("position");
                assertEquals(2, missed.size(), missed.toString());
                assertEquals(second, missed.getFirst().data().path("id").asText());
            }
        }
    }

    /// E4: a number that lies ahead of everything is said to be none to go on from.
    @Test
    void a_place_that_is_not_there_is_reset() throws Exception {
        String grant = grant(house);
        revoke("grant", grant);
        try (Reading reading = follow("?after=999999999999", key)) {
            var all = reading.until("position");
            assertEquals("reset", all.getFirst().name());
            assertEquals(grant, all.get(1).data().path("id").asText());
        }
    }

    /// E4: a stream is no way to outlive one's own revocation.
    @Test
    void ends_with_its_own_credential() throws Exception {
        try (Reading reading = follow("", key)) {
            reading.until("position");
            revoke("key", ApiKeyText.parse(key).orElseThrow().id());
            var last = reading.until("end");
            assertEquals("credential", last.getLast().data().path("why").asText());
            assertEquals("closed", reading.next().name());
        }
        House.bearer(key).get("/revocations/feed").then().statusCode(401);
    }

    /// E4: no more streams than may be; one that ends makes room.
    @Test
    void a_workspace_has_only_so_many_streams() throws Exception {
        var open = new ArrayList<Reading>();
        try {
            for (int i = 0; i < FeedLimits.STREAMS_PER_WORKSPACE; i++) {
                open.add(follow("", key));
            }
            House.bearer(key)
                    .get("/revocations/feed")
                    .then()
                    .statusCode(429)
                    .body("code", equalTo("too_many_requests"));
        } finally {
            open.forEach(Reading::close);
        }
    }

    /// E4: a guard that was given the credential of another workspace follows nothing, instead of
    /// what says nothing about the tokens it judges.
    @Test
    void the_feed_of_a_workspace_is_for_its_own_credentials() throws Exception {
        House.bearer(key)
                .queryParam("workspace", new House().workspace())
                .get("/revocations/feed")
                .then()
                .statusCode(404);
        try (Reading reading = follow("?workspace=" + house.workspace() + "&after=0", key)) {
            assertEquals("position", reading.until("position").getLast().name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99999999999999999999", "1.5"})
    void a_place_is_a_number(String after) {
        House.bearer(key)
                .queryParam("after", after)
                .get("/revocations/feed")
                .then()
                .statusCode(400);
    }

    /// E4: it is for resource servers and who may audit, not for every member or agent.
    @Test
    void is_for_who_may_audit_and_for_credentials_of_the_workspace() {
        house.as(Role.MEMBER).get("/revocations/feed").then().statusCode(403);
        house.as(Role.VIEWER).get("/revocations/feed").then().statusCode(403);
        String member = house.person(Role.ADMIN);
        String agent = house.world().agent(house.workspace(), member);
        String passport =
                house.as(member)
                        .body(Map.of("agent_id", agent))
                        .post("/passports")
                        .then()
                        .extract()
                        .path("token");
        int status = House.bearer(passport).get("/revocations/feed").statusCode();
        assertTrue(status == 401 || status == 403, "status " + status);
    }
}
