package dev.carnet.auth.rest;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class IdempotencyTest {

    private static final Map<String, String> REQUEST = Map.of("name", "a", "kind", "personal");

    private final House house = new House();
    private final String person = house.person(Role.MEMBER);
    private final String key = UUID.randomUUID().toString();

    @Test
    void the_same_request_twice_is_done_once_and_answered_twice() {
        Response first = post(person, key, REQUEST);
        Response second = post(person, key, REQUEST);
        first.then().statusCode(201);
        second.then().statusCode(201).header("Location", first.header("Location"));
        assertEquals(first.asString(), second.asString());
        house.as(person).get("/keys").then().body("items", hasSize(1));
    }

    @Test
    void another_request_with_the_same_key_is_refused() {
        post(person, key, REQUEST).then().statusCode(201);
        post(person, key, Map.of("name", "b", "kind", "personal"))
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency_mismatch"));
        house.as(person)
                .header("Idempotency-Key", key)
                .body(Map.of("name", "robot"))
                .post("/agents")
                .then()
                .statusCode(422);
    }

    @Test
    void a_key_belongs_to_the_caller_who_sent_it() {
        post(person, key, REQUEST).then().statusCode(201);
        post(house.person(Role.MEMBER), key, REQUEST).then().statusCode(201);
    }

    @Test
    void a_refused_request_may_be_sent_again() {
        house.as(person)
                .header("Idempotency-Key", key)
                .body(Map.of("name", "a", "kind", "workspace"))
                .post("/keys")
                .then()
                .statusCode(403);
        post(person, key, REQUEST).then().statusCode(201);
    }

    @Test
    void an_answer_is_forgotten_after_a_day() {
        String first = post(person, key, REQUEST).path("id");
        house.world()
                .write(
                        "UPDATE auth.idempotency SET created_at = created_at - interval '24 hours'"
                                + " WHERE workspace_id = ?",
                        house.workspace());
        String second = post(person, key, REQUEST).path("id");
        assertTrue(!first.equals(second));
    }

    @Test
    void a_key_that_is_no_key_is_refused() {
        post(person, "x".repeat(129), REQUEST).then().statusCode(400);
    }

    @Test
    void of_many_at_once_one_does_the_work() {
        var racers =
                IntStream.range(0, 8)
                        .mapToObj(_ ->
                                CompletableFuture.supplyAsync(() -> post(person, key, REQUEST)))
                        .toList();
        var answers = racers.stream().map(CompletableFuture::join).toList();
        Set<String> ids =
                answers.stream()
                        .filter(answer -> answer.statusCode() == 201)
                        .map(answer -> answer.<String>path("id"))
                        .collect(Collectors.toSet());
        assertEquals(1, ids.size());
        assertTrue(
                answers.stream().allMatch(it -> it.statusCode() == 201 || it.statusCode() == 409));
        house.as(person).get("/keys").then().body("items", hasSize(1));
    }

    private Response post(String who, String idempotencyKey, Map<String, String> body) {
        return house.as(who).header("Idempotency-Key", idempotencyKey).body(body).post("/keys");
    }
}
