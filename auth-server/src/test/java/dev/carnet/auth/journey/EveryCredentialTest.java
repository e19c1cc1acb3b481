package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever a person, an agent or a client can hold, after each of them was taken out.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class EveryCredentialTest {

    private static final List<String> OF_THE_PERSON =
            List.of(
                    "code",
                    "refresh token",
                    "device",
                    "token exchange",
                    "delegation",
                    "identity assertion");

    /// How everything is answered while everybody is in order.
    private static final Map<String, String> IN_ORDER =
            Map.ofEntries(
                    Map.entry("code", "200"),
                    Map.entry("refresh token", "200"),
                    Map.entry("device", "200"),
                    Map.entry("token exchange", "200"),
                    Map.entry("delegation", "200"),
                    Map.entry("identity assertion", "200"),
                    Map.entry("REST", "200"),
                    Map.entry("API key", "200"),
                    Map.entry("session", "200"),
                    Map.entry("page of consent", "200 asks"),
                    Map.entry("password", "303"),
                    Map.entry("passport", "known"),
                    Map.entry("passport exchange", "200"),
                    Map.entry("new passport", "201"),
                    Map.entry("workload", "200"),
                    Map.entry("client secret", "200"));

    private Optional<Holdings> held = Optional.empty();

    @BeforeEach
    void hold() {
        World.current().write("DELETE FROM auth.attempt");
        held = Optional.of(new Holdings());
    }

    private Holdings holdings() {
        return held.orElseThrow();
    }

    private void expect(Map<String, String> changed) {
        var expected = new TreeMap<>(IN_ORDER);
        expected.putAll(changed);
        assertEquals(text(expected), text(holdings().answers()));
    }

    private static String text(Map<String, String> answers) {
        return String.join(
                "\n", answers.entrySet().stream().map(Map.Entry::toString).sorted().toList());
    }

    private static Map<String, String> all(List<String> names, String answer) {
        var answers = new TreeMap<String, String>();
        names.forEach(name -> answers.put(name, answer));
        return answers;
    }

    private static void done(Response answer) {
        assertEquals(200, answer.statusCode(), answer::asString);
    }

    @Test
    void everything_works_while_everybody_is_in_order() {
        expect(Map.of());
    }

    /// V5, V16: a person who was disabled passes by no grant and no credential.
    @Test
    void a_disabled_person_holds_nothing() {
        done(Issuers.as(holdings().owner).post("/members/" + holdings().person.id() + "/disable"));
        var refused = gone();
        refused.put("password", "403");
        expect(refused);
    }

    /// V5, V16: who was removed keeps their account and their password, and nothing else.
    @Test
    void a_removed_member_holds_nothing_there() {
        done(Issuers.as(holdings().owner).delete("/members/" + holdings().person.id()));
        expect(gone());
    }

    private static Map<String, String> gone() {
        var refused = all(OF_THE_PERSON, "400 invalid_grant");
        refused.putAll(all(List.of("passport exchange", "workload"), "400 invalid_grant"));
        refused.putAll(all(List.of("REST", "API key"), "401 invalid_token"));
        refused.putAll(all(List.of("session", "page of consent"), "303"));
        refused.put("passport", "member_revoked");
        refused.put("new passport", "404 not_found");
        return refused;
    }

    /// V5, V16: a suspended agent gets nothing new, and what it had counts for nothing.
    @Test
    void a_suspended_agent_holds_nothing() {
        done(
                Issuers.as(holdings().owner)
                        .body(Map.of("status", "suspended"))
                        .patch("/agents/" + holdings().agent));
        var refused = all(List.of("passport exchange", "workload"), "400 invalid_grant");
        refused.put("passport", "agent_revoked");
        refused.put("new passport", "403 agent_suspended");
        expect(refused);
    }

    /// V5, V16, V24: a revoked client proves nothing any more, and what it was given is dead.
    @Test
    void a_revoked_client_holds_nothing() {
        for (String client : List.of(holdings().client.clientId, holdings().machine.id())) {
            done(Issuers.as(holdings().owner).delete("/clients/" + client));
        }
        var refused =
                all(
                        List.of(
                                "code",
                                "refresh token",
                                "device",
                                "identity assertion",
                                "client secret"),
                        "401 invalid_client");
        refused.putAll(all(List.of("token exchange", "delegation"), "400 invalid_grant"));
        refused.put("REST", "401 invalid_token");
        refused.put("page of consent", "401");
        expect(refused);
    }
}
