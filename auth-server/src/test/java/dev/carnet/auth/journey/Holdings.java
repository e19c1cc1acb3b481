package dev.carnet.auth.journey;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Devices.Begun;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.Machines.Keyed;
import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestClaims;
import dev.carnet.testing.World;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Everything one person, their agent and one client of a workspace can hold, taken while all three
/// were in order; and what each of it is answered with now.
final class Holdings {

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

    final Somebody owner = People.member(Role.OWNER);
    final Somebody person = People.member(owner.workspace(), Role.MEMBER);
    final String agent;
    final OAuthClient client = OAuthClient.known();
    final Machine machine = Machines.withSecret(owner.workspace());
    private final World world = World.current();
    private final Machine delegate = Machines.withSecret(owner.workspace());
    private final Keyed service = Machines.service();
    private final Issuer company = Issuer.fresh();
    private final Issuer platform = Issuer.fresh();
    private final Browser browser = new Browser(world.issuer());
    private final Map<String, Supplier<String>> ways = new TreeMap<>();

    Holdings() {
        agent = world.agent(owner.workspace(), person.id());
        own(client.clientId);
        permit();
        people();
        programs();
    }

    /// The client is the workspace's own and has every grant a person can give it.
    private void own(String id) {
        world.write(
                """
                UPDATE auth.client SET workspace_id = ?, resources = ARRAY[?, ?], grant_types =
                    ARRAY['authorization_code', 'refresh_token', ?, ?] WHERE client_id = ?
                """,
                owner.workspace(),
                world.mcpUrl(),
                world.issuer() + House.API,
                Devices.GRANT,
                Issuers.GRANT,
                id);
        world.write(
                "UPDATE auth.client SET grant_types = ARRAY[?] WHERE client_id = ?",
                EXCHANGE,
                delegate.id());
    }

    /// Who may speak for the person and the agent.
    private void permit() {
        String trust = Issuers.trust(owner, company, Map.of());
        Issuers.link(owner, trust, "ann@idp", person.id());
        Map<String, Object> rule =
                Map.of(
                        "claims", Map.of("sub", "job"),
                        "agent_id", agent,
                        "scopes", List.of("carnet:read"));
        Issuers.trustWorkloads(owner, platform, rule, Map.of());
        Issuers.as(owner)
                .body(
                        Map.of(
                                "client_id", delegate.id(),
                                "subject", "person",
                                "scopes", List.of("carnet:read", "carnet:write")))
                .post("/exchange-rules")
                .then()
                .statusCode(201);
    }

    private void people() {
        String code = Grants.code(client, person);
        ways.put("code", () -> said(client.redeem(code)));
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        ways.put("refresh token", () -> said(client.refresh(refresh)));
        Begun device = Devices.allowed(client.clientId, person);
        ways.put("device", () -> said(device.poll()));
        String token = token(claims());
        ways.put("token exchange", () -> said(exchange(token)));
        ways.put("delegation", () -> said(delegate(token)));
        ways.put("identity assertion", () -> said(assertion()));
        String rest = token(claims().audience(world.issuer() + House.API));
        ways.put("REST", () -> said(House.bearer(rest).get("/me")));
        String key = world.key(owner.workspace(), person.id(), true, true).text();
        ways.put("API key", () -> said(House.bearer(key).get("/me")));
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        ways.put("session", () -> Integer.toString(browser.get("/account").status()));
        ways.put("page of consent", this::consent);
        ways.put("password", this::signIn);
    }

    private void programs() {
        String passport =
                token(
                        world.claims(owner.workspace(), agent)
                                .passport(agent, person.id())
                                .scopes(Set.of(Scope.READ)));
        ways.put("passport", () -> Issuers.standing(passport));
        ways.put("passport exchange", () -> said(exchange(passport)));
        ways.put("new passport", () -> said(issue()));
        ways.put("workload", () -> said(workload()));
        ways.put("client secret", () -> said(OAuthClient.token(machine.form())));
    }

    /// What each way is answered with now.
    Map<String, String> answers() {
        var answers = new TreeMap<String, String>();
        ways.forEach((name, way) -> answers.put(name, way.get()));
        return answers;
    }

    private TestClaims claims() {
        return world.claims(owner.workspace(), person.id()).client(client.clientId);
    }

    private String token(TestClaims claims) {
        long seq = ((Number) world.read("SELECT seq FROM feed.head")).longValue();
        return world.token(claims.seq(seq));
    }

    private Response exchange(String token) {
        var form =
                Map.of(
                        "grant_type", EXCHANGE,
                        "subject_token", token,
                        "subject_token_type", ACCESS,
                        "requested_token_type", ACCESS,
                        "resource", world.issuer() + House.API,
                        "scope", "carnet:read");
        return OAuthClient.token(service.with(form, world.issuer()));
    }

    private Response delegate(String token) {
        return OAuthClient.token(
                delegate.with(
                        Map.of(
                                "grant_type", EXCHANGE,
                                "subject_token", token,
                                "subject_token_type", ACCESS)));
    }

    private Response assertion() {
        String jwt =
                company.sign(Issuers.ID_JAG, company.about("ann@idp", client.clientId).build());
        return OAuthClient.token(Issuers.form(client.clientId, jwt));
    }

    private Response workload() {
        return OAuthClient.token(
                Issuers.form("", platform.sign("", platform.claims("job").build())));
    }

    private Response issue() {
        return Issuers.as(owner).body(Map.of("agent_id", agent)).post("/passports");
    }

    /// Whether the page asks, and for which workspace; or where it leads instead.
    private String consent() {
        var request = new LinkedHashMap<>(client.request());
        Page page = browser.get("/authorize?" + Browser.encode(request));
        return page.status() + (page.body().contains("action=\"/consent\"") ? " asks" : "");
    }

    private String signIn() {
        var fresh = new Browser(world.issuer());
        return Integer.toString(
                fresh.signIn(fresh.get("/signin"), person.email(), People.PASSWORD).status());
    }

    private static String said(Response answer) {
        String error =
                Optional.ofNullable(answer.<String>path("error"))
                        .or(() -> Optional.ofNullable(answer.path("code")))
                        .orElse("");
        return (answer.statusCode() + " " + error).strip();
    }
}
