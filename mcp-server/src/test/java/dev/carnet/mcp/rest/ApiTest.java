package dev.carnet.mcp.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class ApiTest {

    private final World world = World.current();
    private final String resource = world.mcpUrl().replace("/mcp", "/api/v1");
    private final String metadata =
            world.mcpUrl().replace("/mcp", "/.well-known/oauth-protected-resource/api/v1");
    private final String workspace = world.workspace();

    @Inject AuditLog log;
    @Inject AuditLogs logs;
    @Inject Pool pool;

    @BeforeEach
    void openLog() {
        pool.withTransaction(transaction -> logs.create(transaction, workspace))
                .await()
                .indefinitely();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit", "/audit/head", "/audit/verify"})
    void an_auditor_reads_every_route(String path) {
        as(Role.AUDITOR)
                .get(resource + path)
                .then()
                .statusCode(200)
                .header("X-Request-Id", notNullValue());
    }

    @Test
    void lists_pages_and_filters() {
        append("prs_1");
        append("prs_2");
        var first = as(Role.OWNER).get(resource + "/audit?limit=1&act=call.refused");
        first.then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].event.sub", equalTo("prs_2"));
        String cursor = first.path("next_cursor");
        as(Role.OWNER)
                .queryParam("cursor", cursor)
                .get(resource + "/audit?limit=1&act=call.refused")
                .then()
                .statusCode(200)
                .body("items[0].event.sub", equalTo("prs_1"));
        as(Role.OWNER)
                .queryParam("cursor", cursor)
                .get(resource + "/audit?limit=1")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("invalid_cursor"))
                .body("errors[0].pointer", equalTo("cursor"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"actor", "client", "agent", "passport", "key", "tool", "outcome", "act"})
    void a_filter_that_no_entry_can_have_is_refused_by_name(String filter) {
        as(Role.OWNER)
                .urlEncodingEnabled(false)
                .get(resource + "/audit?" + filter + "=a%00b")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(filter));
    }

    @Test
    void the_head_and_the_check_agree() {
        append("prs_1");
        String root = as(Role.OWNER).get(resource + "/audit/head").path("root");
        as(Role.OWNER)
                .get(resource + "/audit/verify")
                .then()
                .statusCode(200)
                .body("status", equalTo("intact"))
                .body("root", equalTo(root));
    }

    private long hiding(String subject, String email) {
        return log.append(
                        Event.of(workspace, "call.refused", Instant.now())
                                .with("sub", subject)
                                .with("why", "test")
                                .hide("email", email)
                                .hide("args", "x".repeat(20_000)))
                .await()
                .indefinitely()
                .seq();
    }

    private String opened(long seq) {
        return resource + "/audit/entries/" + seq + "/disclosures";
    }

    /// What an entry hides is shown to owners and auditors, each time under an entry of its own.
    @Test
    void who_opens_what_an_entry_hides_stands_in_the_log() throws Exception {
        long seq = hiding("prs_1", "ann@example.test");
        var answer =
                as(Role.AUDITOR)
                        .get(opened(seq))
                        .then()
                        .statusCode(200)
                        .body("seq", equalTo((int) seq))
                        .body("disclosures.name", equalTo(List.of("args", "email")))
                        .body("disclosures.state", equalTo(List.of("open", "open")))
                        .body("disclosures[0].value.len", equalTo("20000"))
                        .body("disclosures[1].value", equalTo("ann@example.test"))
                        .extract();
        String disclosure = answer.path("disclosures[1].disclosure");
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(disclosure.getBytes(StandardCharsets.US_ASCII));
        as(Role.OWNER)
                .get(resource + "/audit?limit=5&act=call.refused")
                .then()
                .body(
                        "items[0].event._sd",
                        hasItems(Base64.getUrlEncoder().withoutPadding().encodeToString(digest)));
        as(Role.OWNER)
                .get(resource + "/audit?limit=5&act=audit.open")
                .then()
                .body("items", hasSize(1))
                .body("items[0].event.id", equalTo(Long.toString(seq)))
                .body("items[0].event.count", equalTo("2"));
    }

    @Test
    void what_an_entry_hides_is_not_for_everybody() {
        long seq = hiding("prs_1", "ann@example.test");
        for (Role role : List.of(Role.ADMIN, Role.OPERATOR, Role.MEMBER, Role.VIEWER)) {
            as(role).get(opened(seq)).then().statusCode(403);
        }
        as(Role.OWNER).get(opened(0)).then().statusCode(200).body("disclosures", hasSize(0));
        for (String none : List.of("999999", "-1", "01", "x", "9".repeat(30))) {
            as(Role.OWNER)
                    .get(resource + "/audit/entries/" + none + "/disclosures")
                    .then()
                    .statusCode(404);
        }
    }

    /// Row 33 of the log's attacks: the disclosure of one entry is not shown for another.
    @Test
    void a_disclosure_that_the_entry_does_not_commit_to_is_not_shown() {
        long one = hiding("prs_1", "ann@example.test");
        long other = hiding("prs_1", "bob@example.test");
        world.write(
                "UPDATE audit.disclosure d SET sealed = o.sealed, key_id = o.key_id"
                        + " FROM audit.disclosure o JOIN audit.log l USING (log_id)"
                        + " WHERE l.workspace_id = ? AND o.seq = ? AND o.name = 'email'"
                        + " AND d.log_id = o.log_id AND d.seq = ? AND d.name = 'email'",
                workspace,
                other,
                one);
        as(Role.OWNER)
                .get(opened(one))
                .then()
                .body("disclosures.state", equalTo(List.of("open", "altered")))
                .body("disclosures[1].value", nullValue());
    }

    /// Erased is what is hidden about one subject, for good, and the log stays whole.
    @Test
    void what_is_hidden_about_somebody_is_erased_and_the_chain_stays_intact() {
        long gone = hiding("prs_gone", "gone@example.test");
        long kept = hiding("prs_kept", "kept@example.test");
        erase(Role.OWNER, "prs_gone").statusCode(200).body("keys", equalTo(1));
        erase(Role.OWNER, "prs_gone").statusCode(200).body("keys", equalTo(0));
        as(Role.OWNER)
                .get(opened(gone))
                .then()
                .body("disclosures.state", equalTo(List.of("erased", "erased")))
                .body("disclosures[0].value", nullValue());
        as(Role.OWNER)
                .get(opened(kept))
                .then()
                .body("disclosures[1].value", equalTo("kept@example.test"));
        long later = hiding("prs_gone", "again@example.test");
        as(Role.OWNER)
                .get(opened(later))
                .then()
                .body("disclosures.state", equalTo(List.of("erased", "erased")));
        as(Role.OWNER).get(resource + "/audit/verify").then().body("status", equalTo("intact"));
        as(Role.OWNER)
                .get(resource + "/audit?limit=5&act=audit.redact")
                .then()
                .body("items", hasSize(2))
                .body("items[0].event.id", equalTo("prs_gone"));
    }

    @Test
    void only_an_owner_erases_and_only_what_is_there() {
        hiding("prs_1", "ann@example.test");
        for (Role role : List.of(Role.ADMIN, Role.AUDITOR, Role.OPERATOR)) {
            erase(role, "prs_1").statusCode(403);
        }
        erase(Role.OWNER, "prs_nobody").statusCode(404);
        as(Role.OWNER)
                .contentType("application/json")
                .body("{\"subject\":\"prs_1\"}")
                .post(resource + "/audit/erasures")
                .then()
                .statusCode(400);
    }

    private ValidatableResponse erase(Role by, String subject) {
        return as(by).contentType("application/json")
                .body(Map.of("subject", subject, "reason", "asked by letter"))
                .post(resource + "/audit/erasures")
                .then();
    }

    @Test
    void reading_is_no_entry() {
        int size = as(Role.OWNER).get(resource + "/audit/head").path("size");
        as(Role.OWNER).get(resource + "/audit").then().statusCode(200);
        as(Role.OWNER).get(resource + "/audit/head").then().body("size", equalTo(size));
    }

    @Test
    void a_key_is_taken_in_either_header() {
        String person = world.member(workspace, Role.OWNER);
        String key = world.key(workspace, person, true, false).text();
        eventually(given().header("X-Api-Key", key));
        given().header("Authorization", "Bearer " + key)
                .get(resource + "/audit/head")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + key)
                .header("X-Api-Key", key + "x")
                .get(resource + "/audit/head")
                .then()
                .statusCode(400);
    }

    @Test
    void the_use_of_a_key_is_noted_in_the_background() throws Exception {
        String person = world.member(workspace, Role.OWNER);
        var key = world.key(workspace, person, true, false);
        eventually(given().header("X-Api-Key", key.text()));
        Instant end = Instant.now().plusSeconds(10);
        while (uses(key.id()) == 0) {
            assertTrue(Instant.now().isBefore(end), "the use was not noted");
            Thread.sleep(100);
        }
        assertEquals(1, uses(key.id()));
    }

    @Test
    void a_stranger_is_told_where_the_metadata_is() {
        given().get(resource + "/audit")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header(
                        "WWW-Authenticate",
                        containsString("resource_metadata=\"" + metadata + "\""))
                .header("WWW-Authenticate", not(containsString("error=")))
                .body("code", equalTo("unauthorized"))
                .body("request_id", notNullValue());
    }

    @Test
    void the_metadata_names_this_resource_and_its_issuer() {
        given().get(metadata)
                .then()
                .statusCode(200)
                .body("resource", equalTo(resource))
                .body("authorization_servers", hasItems(world.issuer()))
                .body("bearer_methods_supported", hasItems("header"));
    }

    @Test
    void a_token_of_the_mcp_endpoint_is_refused_here_and_the_reverse() {
        String person = world.member(workspace, Role.OWNER);
        String mcp = world.token(world.claims(workspace, person));
        given().header("Authorization", "Bearer " + mcp)
                .get(resource + "/audit")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("invalid_token"));
        String api = world.token(world.claims(workspace, person).audience(resource));
        given().header("Authorization", "Bearer " + api)
                .contentType("application/json")
                .body("{}")
                .post(world.mcpUrl())
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"MEMBER", "VIEWER"})
    void other_roles_are_refused_and_that_is_an_entry(Role role) {
        as(role).get(resource + "/audit")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        as(Role.OWNER)
                .get(resource + "/audit?act=call.refused&limit=1")
                .then()
                .body("items[0].event.why", equalTo("role"));
    }

    @Test
    void a_missing_scope_is_named() {
        String person = world.member(workspace, Role.OWNER);
        var claims = world.claims(workspace, person).audience(resource).scopes(Set.of(Scope.WRITE));
        given().header("Authorization", "Bearer " + world.token(claims))
                .get(resource + "/audit")
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", containsString("scope=\"carnet:read\""))
                .body("code", equalTo("insufficient_scope"));
    }

    @ParameterizedTest
    @CsvSource({
        "/audit?limit=0, limit",
        "/audit?limit=1&limit=2, limit",
        "/audit?from=monday, from",
        "/audit?workspace=ws_2, workspace",
        "/audit?cursor=abc, cursor",
        "/audit/head?limit=1, limit",
        "/audit/verify?deep=true, deep"
    })
    void a_wrong_parameter_is_named(String path, String name) {
        as(Role.OWNER)
                .get(resource + path)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(name));
    }

    @Test
    void another_workspace_is_not_there() {
        append("prs_1");
        String other = world.workspace();
        String stranger = world.member(other, Role.OWNER);
        var token = world.token(world.claims(other, stranger).audience(resource));
        given().header("Authorization", "Bearer " + token)
                .get(resource + "/audit?actor=prs_1")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void unknown_paths_and_methods_are_problems_too() {
        given().get(resource + "/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", endsWith("not_found"));
        given().get(resource + "/audit/").then().statusCode(404);
        given().delete(resource + "/audit").then().statusCode(405).header("Allow", equalTo("GET"));
    }

    @Test
    void an_unknown_host_or_page_is_refused() {
        given().header("Host", "rebound.example").get(resource + "/audit").then().statusCode(403);
        as(Role.OWNER)
                .header("Origin", "https://evil.example")
                .get(resource + "/audit")
                .then()
                .statusCode(403);
    }

    private RequestSpecification as(Role role) {
        String person = world.member(workspace, role);
        var claims =
                world.claims(workspace, person)
                        .audience(resource)
                        .scopes(EnumSet.allOf(Scope.class));
        var request = given().header("Authorization", "Bearer " + world.token(claims));
        awaitMember(request);
        return given().header("Authorization", "Bearer " + world.token(claims));
    }

    /// A new member is in the picture a moment later; a 401 says not yet.
    private void awaitMember(RequestSpecification request) {
        eventually(request);
    }

    private void eventually(RequestSpecification request) {
        Instant end = Instant.now().plusSeconds(10);
        while (request.get(resource + "/audit/head").statusCode() == 401) {
            assertTrue(Instant.now().isBefore(end), "never let in");
        }
    }

    private void append(String subject) {
        log.append(
                        Event.of(workspace, "call.refused", Instant.now())
                                .with("sub", subject)
                                .with("why", "test"))
                .await()
                .indefinitely();
    }

    private int uses(String key) throws SQLException {
        try (var connection = world.owner().getConnection();
                var query =
                        connection.prepareStatement(
                                "SELECT count(*) FROM gateway.key_use WHERE key_id = ?")) {
            query.setString(1, key);
            var rows = query.executeQuery();
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
