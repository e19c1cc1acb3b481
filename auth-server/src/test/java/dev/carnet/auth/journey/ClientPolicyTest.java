package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ClientPolicyTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final World world = World.current();
    private OAuthClient client = new OAuthClient("");
    private Somebody owner = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        owner = People.member(Role.OWNER);
    }

    /// V16: every grant asks for every stance; what the stance does not admit is refused.
    @ParameterizedTest
    @CsvSource({
        "sanctioned, consent, 200",
        "sanctioned, code, 200",
        "sanctioned, refresh, 200",
        "sanctioned, grace, 200",
        "sanctioned, exchange, 200",
        "sanctioned, client_credentials, 200",
        "unauthorized, consent, 403",
        "unauthorized, code, 400",
        "unauthorized, refresh, 200",
        "unauthorized, grace, 200",
        "unauthorized, exchange, 200",
        "unauthorized, client_credentials, 400",
        "blocked, consent, 403",
        "blocked, code, 400",
        "blocked, refresh, 400",
        "blocked, grace, 400",
        "blocked, exchange, 400",
        "blocked, client_credentials, 400"
    })
    void every_grant_asks_for_every_stance(String stance, String grant, int status) {
        Machine machine = Machines.withSecret(owner.workspace());
        String code = Grants.code(client, owner);
        Response held = client.redeem(Grants.code(client, owner));
        String refresh = held.path("refresh_token");
        if (grant.equals("grace")) {
            client.refresh(refresh);
        }
        put(Map.of("client_id", client.clientId, "stance", stance));
        put(Map.of("client_id", machine.id(), "stance", stance));
        assertEquals(
                status,
                switch (grant) {
                    case "consent" -> consent().status();
                    case "code" -> client.redeem(code).statusCode();
                    case "refresh", "grace" -> client.refresh(refresh).statusCode();
                    case "exchange" -> exchange(held.path("access_token"));
                    case "client_credentials" -> OAuthClient.token(machine.form()).statusCode();
                    default -> throw new IllegalArgumentException(grant);
                });
    }

    /// V61, G23: what a blocked client holds is dead when the rule is answered, and stays dead when
    /// the rule is gone.
    @Test
    void blocking_ends_what_the_client_holds_here_and_nothing_else() {
        Response held = client.redeem(Grants.code(client, owner));
        OAuthClient bystander = OAuthClient.known();
        Response other = bystander.redeem(Grants.code(bystander, owner));
        Somebody elsewhere = People.member(Role.OWNER);
        Response abroad = client.redeem(Grants.code(client, elsewhere));

        String id =
                put(Map.of("client_id", client.clientId, "stance", "blocked"))
                        .body("ended.clients", equalTo(1))
                        .body("ended.grants", equalTo(1))
                        .body("ended.refresh_tokens", equalTo(1))
                        .extract()
                        .path("id");
        assertInstanceOf(Identification.Refused.class, identify(held));
        assertInstanceOf(Identification.Known.class, identify(other));
        assertInstanceOf(Identification.Known.class, identify(abroad));
        put(Map.of("client_id", client.clientId, "stance", "blocked"))
                .body("ended.grants", equalTo(0))
                .body("ended.clients", equalTo(0));
        assertTrue(Rows.acts(owner.workspace()).contains("client_policy.put"));

        rest().delete("/client-policies/" + id).then().statusCode(200);
        assertInstanceOf(Identification.Refused.class, identify(held));
        client.refresh(held.path("refresh_token"))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        bystander.refresh(other.path("refresh_token")).then().statusCode(200);
        client.refresh(abroad.path("refresh_token")).then().statusCode(200);
        Response anew = client.redeem(Grants.code(client, owner));
        assertInstanceOf(Identification.Known.class, identify(anew));
    }

    @Test
    void a_machines_tokens_die_with_the_rule_and_the_machine_comes_back_without_it() {
        Machine machine = Machines.withSecret(owner.workspace());
        Response held = OAuthClient.token(machine.form());
        String id =
                put(Map.of("client_id", machine.id(), "stance", "blocked")).extract().path("id");
        assertInstanceOf(Identification.Refused.class, identify(held));
        rest().delete("/client-policies/" + id).then().statusCode(200);
        assertInstanceOf(Identification.Known.class, identify(OAuthClient.token(machine.form())));
    }

    @Test
    void a_domain_takes_all_its_clients_with_it() {
        OAuthClient one = at("https://app.evil.example/cb");
        OAuthClient two = at("https://evil.example/cb");
        OAuthClient near = at("https://notevil.example/cb");
        Response held = one.redeem(Grants.code(one, owner));
        Response also = two.redeem(Grants.code(two, owner));
        Response spared = near.redeem(Grants.code(near, owner));
        put(Map.of("domain", "evil.example", "stance", "blocked"))
                .body("ended.clients", equalTo(2))
                .body("ended.grants", equalTo(2));
        assertInstanceOf(Identification.Refused.class, identify(held));
        assertInstanceOf(Identification.Refused.class, identify(also));
        assertInstanceOf(Identification.Known.class, identify(spared));
    }

    /// V61: what a document's client led to when it was let in is known by the grant, also when the
    /// document is out of reach, or says something else by now.
    @ParameterizedTest
    @CsvSource({"client.example, 1", "elsewhere.example, 1", "example, 1", "other.example, 0"})
    void a_domain_takes_clients_with_a_document_with_it(String domain, int ended) {
        String id = "https://client.example/" + UUID.randomUUID() + "?v=1";
        var described = new OAuthClient(id);
        Response held;
        try (var web = new DescribedWeb()) {
            web.serves(
                    id,
                    DescribedClientsTest.document(
                            id,
                            "Described",
                            "\"redirect_uris\": [\""
                                    + OAuthClient.CALLBACK
                                    + "\", \"https://app.elsewhere.example/cb\"]"));
            held = described.redeem(Grants.code(described, owner));
            held.then().statusCode(200);
        }
        put(Map.of("domain", domain, "stance", "blocked")).body("ended.grants", equalTo(ended));
        assertEquals(
                ended == 1,
                identify(held) instanceof Identification.Refused refused
                        && refused.reason().equals("client_revoked"));
    }

    /// V61: grants outlive registrations, and are found all the same.
    @Test
    void a_domain_takes_clients_with_it_whose_registration_is_gone() {
        OAuthClient gone = at("https://gone.example/cb");
        Response held = gone.redeem(Grants.code(gone, owner));
        world.write("DELETE FROM auth.code WHERE client_id = ?", gone.clientId);
        world.write("DELETE FROM auth.refresh WHERE client_id = ?", gone.clientId);
        world.write("DELETE FROM auth.client WHERE client_id = ?", gone.clientId);
        put(Map.of("domain", "gone.example", "stance", "blocked")).body("ended.grants", equalTo(1));
        assertInstanceOf(Identification.Refused.class, identify(held));
    }

    @Test
    void taking_a_friendly_rule_away_lets_the_rule_for_all_others_count() {
        String kept =
                put(Map.of("client_id", client.clientId, "stance", "sanctioned"))
                        .extract()
                        .path("id");
        put(Map.of("stance", "blocked")).body("ended.grants", equalTo(0));
        Response held = client.redeem(Grants.code(client, owner));
        assertInstanceOf(Identification.Known.class, identify(held));
        rest().delete("/client-policies/" + kept)
                .then()
                .statusCode(200)
                .body("ended.grants", equalTo(1));
        assertInstanceOf(Identification.Refused.class, identify(held));
    }

    @Test
    void a_refused_client_is_told_and_the_person_is_shown_why() {
        put(Map.of("client_id", client.clientId, "stance", "unauthorized"));
        Page page = consent();
        assertEquals(403, page.status());
        assertTrue(page.body().contains("does not allow this program"));
        assertFalse(page.body().contains("value=\"allow\""));
        assertTrue(page.body().contains(OAuthClient.CALLBACK + "?"), page.body());
        assertTrue(page.body().contains("error=access_denied"), page.body());
        assertTrue(page.body().contains("state=xyz+1%262"));
        client.redeem(Grants.code(client, owner))
                .then()
                .statusCode(400)
                .body("error", equalTo("unauthorized_client"));
    }

    @Test
    void a_rule_made_while_the_question_is_shown_counts_for_the_answer() {
        var browser = new Browser(world.issuer());
        Page question = OAuthClient.consentPage(browser, owner, client.request());
        assertEquals(200, question.status());
        put(Map.of("client_id", client.clientId, "stance", "blocked"));
        Page answer = OAuthClient.allow(browser, question);
        assertEquals(303, answer.status());
        assertEquals(Optional.of("access_denied"), answer.parameter("error"));
        assertEquals(Optional.empty(), answer.parameter("code"));
        assertTrue(Rows.acts(owner.workspace()).contains("consent.deny"));
    }

    @Test
    void another_workspace_of_the_person_can_be_taken_instead() {
        String second = People.workspace();
        People.join(second, owner.id(), Role.MEMBER);
        var request = client.request();
        request.put("carnet_workspace", owner.workspace());
        put(Map.of("stance", "blocked"));
        var browser = new Browser(world.issuer());
        Page refused = OAuthClient.consentPage(browser, owner, request);
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("carnet_workspace=" + second));
        request.put("carnet_workspace", second);
        assertEquals(200, browser.get("/authorize?" + Browser.encode(request)).status());
    }

    /// V16: a code is redeemed while its client is blocked; whatever came out is refused
    /// afterwards.
    @Test
    void nothing_survives_that_was_issued_while_its_client_was_blocked() {
        int issued = 0;
        for (int round = 0; round < ROUNDS; round++) {
            OAuthClient raced = OAuthClient.known();
            var form = raced.redemption(Grants.code(raced, owner));
            var answer = CompletableFuture.supplyAsync(() -> Wire.token(form));
            if (round % 10 == 9) {
                answer.join();
            }
            put(Map.of("client_id", raced.clientId, "stance", "blocked"));
            var outcome = answer.join();
            if (outcome.status() == 200) {
                issued++;
                assertInstanceOf(
                        Identification.Refused.class,
                        identify(outcome.text("access_token")),
                        "round " + round);
                assertEquals(
                        400,
                        raced.refresh(outcome.text("refresh_token")).statusCode(),
                        "round " + round);
            }
            world.write("DELETE FROM auth.client_policy WHERE workspace_id = ?", owner.workspace());
        }
        assertTrue(issued > 0, "no round issued a token: nothing was raced");
    }

    private Page consent() {
        return OAuthClient.consentPage(new Browser(world.issuer()), owner, client.request());
    }

    private static OAuthClient at(String redirect) {
        return OAuthClient.known(OAuthClient.CALLBACK, redirect);
    }

    private int exchange(String token) {
        var form = new HashMap<String, String>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", token);
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
        form.put("resource", world.issuer() + "/api/v1");
        return OAuthClient.token(Machines.service().with(form, world.issuer())).statusCode();
    }

    private ValidatableResponse put(Map<String, ?> rule) {
        return rest().body(rule).put("/client-policies").then().statusCode(200);
    }

    private RequestSpecification rest() {
        return House.bearer(
                world.token(
                        world.claims(owner.workspace(), owner.id())
                                .audience(world.issuer() + House.API)));
    }

    private Identification identify(Response held) {
        return identify(held.<String>path("access_token"));
    }

    /// Looks again while the service cannot decide, as a busy machine makes it.
    private Identification identify(String token) {
        Identification found = identifyOnce(token);
        while (found instanceof Identification.Unavailable) {
            world.settle();
            found = identifyOnce(token);
        }
        return found;
    }

    private Identification identifyOnce(String token) {
        return People.bean(CallerCheck.class)
                .identify(Optional.of("Bearer " + token), Optional.empty(), world.mcpUrl());
    }
}
