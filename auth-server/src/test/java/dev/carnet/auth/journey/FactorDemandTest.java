package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Devices.Begun;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A workspace that lets in only people with a second factor.
@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class FactorDemandTest {

    private static final String PASSPORTS = House.API + "/passports";
    private static final Map<String, String> ROBOT = Map.of("sub", "robot");

    private final World world = World.current();
    private final Somebody owner = People.member(Role.OWNER);
    private final Somebody person = People.member(owner.workspace(), Role.MEMBER);
    private final Browser browser = new Browser(world.issuer());
    private final OAuthClient client = OAuthClient.known();

    @BeforeEach
    void forget_attempts() {
        world.write("DELETE FROM auth.attempt");
    }

    private void demand() {
        Issuers.as(owner)
                .body(Map.of("require_second_factor", true))
                .patch("/workspaces/" + owner.workspace())
                .then()
                .statusCode(200);
    }

    private static void refused(Response answer) {
        answer.then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    /// The path behind the first link of a page that begins like that.
    private String link(Page page, String beginning) {
        int at = page.body().indexOf("href=\"" + beginning) + 6;
        assertTrue(at > 6, page.body());
        return page.body().substring(at, page.body().indexOf('"', at)).replace("&amp;", "&");
    }

    private Page setUp(Page page) {
        Page form = browser.get(link(page, "/account/app?return="));
        var phone = new Phone(Phone.key(form), List.of());
        return phone.confirm(browser, form);
    }

    @Test
    void whoever_lacks_one_sets_it_up_and_goes_on_where_they_were() {
        demand();
        Page stopped = OAuthClient.consentPage(browser, person, client.request());
        assertEquals(403, stopped.status());
        assertFalse(stopped.body().contains("action=\"/consent\""));
        assertTrue(link(stopped, "/account/passkey").contains("?return="));
        Page codes = setUp(stopped);
        assertEquals(10, Phone.codes(codes).size());
        Page consent = browser.get(link(codes, "/authorize?"));
        assertEquals(200, consent.status());
        String code = OAuthClient.allow(browser, consent).parameter("code").orElseThrow();
        client.redeem(code).then().statusCode(200);
    }

    @Test
    void who_does_not_want_one_goes_back_to_the_program_with_an_error() {
        demand();
        Page stopped = OAuthClient.consentPage(browser, person, client.request());
        URI back = URI.create(link(stopped, OAuthClient.CALLBACK));
        assertTrue(back.getQuery().contains("error=access_denied"), back.toString());
        assertTrue(back.getQuery().contains("iss=" + world.issuer()), back.toString());
    }

    /// The form of a question that was asked before the rule counts for nothing.
    @Test
    void a_consent_that_was_shown_before_is_not_taken() {
        Page consent = OAuthClient.consentPage(browser, person, client.request());
        demand();
        Page answer = OAuthClient.allow(browser, consent);
        assertEquals(403, answer.status());
        assertEquals(Optional.empty(), answer.location());
    }

    /// V5, V16: no grant goes around it: code, refresh token, device, exchange, assertion.
    @Test
    void nothing_is_given_to_who_lacks_one_and_everything_once_they_have_it() {
        String code = Grants.code(client, person);
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        Begun device = Devices.allowed(Devices.client(), person);
        Issuer issuer = Issuer.fresh();
        String trust = Issuers.trust(owner, issuer, Map.of());
        Issuers.link(owner, trust, "ann@idp", person.id());
        String chat = Issuers.client();
        demand();
        refused(client.redeem(code));
        refused(client.refresh(refresh));
        refused(device.poll());
        refused(OAuthClient.token(assertion(issuer, chat)));
        OAuthClient.token(exchange()).then().statusCode(400);
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Phone.enrol(browser);
        client.redeem(code).then().statusCode(200);
        client.refresh(refresh).then().statusCode(200);
        OAuthClient.token(assertion(issuer, chat)).then().statusCode(200);
        OAuthClient.token(exchange()).then().statusCode(200);
    }

    private static Map<String, String> assertion(Issuer issuer, String chat) {
        return Issuers.form(
                chat, issuer.sign(Issuers.ID_JAG, issuer.about("ann@idp", chat).build()));
    }

    private Map<String, String> exchange() {
        String token = world.token(world.claims(person.workspace(), person.id()));
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", token);
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
        form.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
        form.put("resource", world.issuer() + "/api/v1");
        form.put("scope", "carnet:read");
        return Machines.service().with(form, world.issuer());
    }

    private void enrol(Somebody who) {
        var own = new Browser(world.issuer());
        own.signIn(own.get("/signin"), who.email(), People.PASSWORD);
        Phone.enrol(own);
    }

    private static Response passport(RequestSpecification as, String path, Map<String, ?> body) {
        return as.contentType("application/json").body(body).post(path);
    }

    private static void stopped(Response answer, String who) {
        answer.then()
                .statusCode(403)
                .body("code", equalTo("second_factor_required"))
                .body("detail", startsWith(who));
    }

    /// V5, V16: keys and passports outlive the demand, and are no way around it: who lacks a factor
    /// issues nothing, and for their agent nothing is issued, whoever asks, nor renewed.
    @Test
    void passports_go_to_nobody_without_one_and_none_goes_on() {
        Issuer issuer = Issuer.fresh();
        String agent = world.agent(person.workspace(), person.id());
        String another = world.agent(person.workspace(), owner.id());
        String own = world.key(person.workspace(), person.id(), true, true).text();
        String boss = world.key(person.workspace(), owner.id(), true, true).text();
        Issuers.trustWorkloads(
                owner,
                issuer,
                Map.of("claims", ROBOT, "agent_id", agent, "scopes", List.of("carnet:read")),
                Map.of());
        var wanted = Map.of("agent_id", agent);
        String token = passport(House.bearer(own), "/passports", wanted).path("token");
        enrol(owner);
        demand();
        stopped(passport(House.bearer(own), "/passports", wanted), "You have");
        stopped(passport(House.bearer(boss), "/passports", wanted), "The agent's owner");
        stopped(
                passport(House.patient(), PASSPORTS + "/refresh", Map.of("token", token)),
                "The agent's owner");
        var word =
                Map.of(
                        "assertion",
                        issuer.sign("", issuer.claims("robot").build()),
                        "passport",
                        wanted);
        stopped(passport(House.patient(), PASSPORTS + "/request", word), "The agent's owner");
        passport(House.bearer(boss), "/passports", Map.of("agent_id", another))
                .then()
                .statusCode(201);
        enrol(person);
        passport(House.bearer(own), "/passports", wanted).then().statusCode(201);
        passport(House.patient(), PASSPORTS + "/refresh", Map.of("token", token))
                .then()
                .statusCode(200);
        var again =
                Map.of(
                        "assertion",
                        issuer.sign("", issuer.claims("robot").build()),
                        "passport",
                        wanted);
        passport(House.patient(), PASSPORTS + "/request", again).then().statusCode(201);
    }

    /// V5, H5: nobody approves a call with a password alone where more is demanded: neither on the
    /// page nor with a form from before.
    @Test
    void calls_are_approved_by_nobody_without_one() {
        Somebody approver = People.member(owner.workspace(), Role.OPERATOR);
        var gates = new ApprovalTest.Gate(person);
        String gate = gates.waiting("approve", "{\"amount\":100}");
        String path = "/approvals/" + gate;
        browser.signIn(browser.get("/signin"), approver.email(), People.PASSWORD);
        var before = ApprovalTest.with(browser.get(path), path, "approve");
        demand();
        Page stopped = browser.get(path);
        assertEquals(403, stopped.status());
        assertFalse(stopped.body().contains("amount"));
        assertEquals(403, browser.post(path, before).status());
        assertEquals("waiting", gates.state(gate));
        Page codes = setUp(stopped);
        Page again = browser.get(link(codes, path));
        browser.post(path, ApprovalTest.with(again, path, "approve"));
        assertEquals("approved", gates.state(gate));
    }

    @Test
    void a_device_is_not_decided_about_either() {
        demand();
        Begun device = Devices.begin(Devices.client());
        Page page = Devices.codePage(browser, person, "/device");
        Page stopped = Devices.type(browser, page, device.userCode());
        assertEquals(403, stopped.status());
        Page codes = setUp(stopped);
        Page again = browser.get(link(codes, "/device?user_code="));
        Page question = Devices.type(browser, again, device.userCode());
        assertEquals(200, question.status());
        Devices.decide(browser, question, "allow", "scope_read");
        device.poll().then().statusCode(200);
    }

    /// Another workspace of the same person is not closed to them, and is offered first.
    @Test
    void another_workspace_stays_open() {
        String elsewhere = People.workspace();
        People.join(elsewhere, person.id(), Role.MEMBER);
        demand();
        Page consent = OAuthClient.consentPage(browser, person, client.request());
        assertEquals(200, consent.status());
        String code = OAuthClient.allow(browser, consent).parameter("code").orElseThrow();
        client.redeem(code).then().statusCode(200);
        assertEquals(
                elsewhere,
                Rows.string(
                        "SELECT workspace_id FROM auth.grant_ WHERE client_id = ?",
                        client.clientId));
    }

    @Test
    void the_page_of_a_workspaces_people_asks_for_it_too() {
        demand();
        browser.signIn(browser.get("/signin"), owner.email(), People.PASSWORD);
        String people = "/account/people?workspace=" + owner.workspace();
        Page stopped = browser.get(people);
        assertEquals(403, stopped.status());
        setUp(stopped);
        assertEquals(200, browser.get(people).status());
    }

    @Test
    void an_owner_sees_who_lacks_one() {
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Phone.enrol(browser);
        Issuers.as(owner)
                .get("/members")
                .then()
                .body(
                        "items.find{it.person_id=='" + person.id() + "'}.second_factor",
                        equalTo(true))
                .body("items.second_factor", hasItem(false));
    }

    /// V57: the way back is a page of ours, whatever the link says.
    @Test
    void the_way_back_leads_nowhere_else() {
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Page form = browser.get("/account/app?return=https://evil.example/");
        Page codes = new Phone(Phone.key(form), List.of()).confirm(browser, form);
        assertEquals("/account", link(codes, "/account"));
        assertFalse(codes.body().contains("evil"));
    }
}
