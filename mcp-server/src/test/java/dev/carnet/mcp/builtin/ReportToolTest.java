package dev.carnet.mcp.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.Answer;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportToolTest {

    private static final String REPORT =
            "{\"services_used\":[\"notes\"],\"actions_count\":2,\"summary\":\"sorted\"}";

    private final List<ApiRequest> asked = new ArrayList<>();

    private ToolResult run(Presented presented, Optional<Duration> interval, Answer answer) {
        return run(REPORT, presented, interval, answer);
    }

    private ToolResult run(
            String report, Presented presented, Optional<Duration> interval, Answer answer) {
        var call =
                new ToolCall(
                        Viewer.of(agent(interval)),
                        presented,
                        "req_1",
                        Optional.empty(),
                        Json.parse(report),
                        Optional.empty(),
                        Optional.empty(),
                        Json.object(),
                        Channel.SILENT);
        return assertInstanceOf(
                ToolResult.class, tool(answer).run(call).await().atMost(Duration.ofSeconds(5)));
    }

    private ReportTool tool(Answer answer) {
        return new ReportTool(
                Definitions.of("checkpoint"),
                "https://carnet.example/api/v1",
                (_, request) -> {
                    asked.add(request);
                    return Uni.createFrom().item(answer);
                });
    }

    private static Caller agent(Optional<Duration> interval) {
        var mandate =
                new Mandate(
                        Mode.LOGGED,
                        interval,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        return new Caller(
                "ws_1",
                "agt_1",
                Role.MEMBER,
                Set.of(Scope.READ),
                new Credential.Passport(
                        "psp_1", "agt_1", "prs_1", "pss_1", "x", 1, Instant.MAX, mandate),
                Optional.empty());
    }

    private static final Optional<Duration> OFTEN = Optional.of(Duration.ofMinutes(5));

    /// H2: an agent that has nothing but MCP reports with the passport it calls with.
    @Test
    void reports_with_the_callers_own_passport() {
        ObjectNode said = Json.object().put("outcome", "clean");
        ToolResult result = run(new Presented("a.b.c", false), OFTEN, new Answer.Done(said));
        assertFalse(result.failed());
        assertEquals("/passports/checkpoint", asked.getFirst().path());
        assertEquals(
                Json.parse(REPORT).put("token", "a.b.c"), asked.getFirst().body().orElseThrow());
        assertEquals("clean", result.members().at("/structuredContent/outcome").asText());
    }

    /// H2: a workload whose passport rests on its platform's word reports with a fresh one of it,
    /// which the log does not keep; at the end it needs none.
    @Test
    void reports_with_a_fresh_word_of_its_platform() {
        String report = REPORT.replace("}", ",\"assertion\":\"d.e.f\"}");
        assertEquals(List.of(), judged("checkpoint", report));
        assertFalse(judged("checkout", report).isEmpty());
        run(report, new Presented("a.b.c", false), OFTEN, new Answer.Done(Json.object()));
        assertEquals(
                Json.parse(report).put("token", "a.b.c"), asked.getFirst().body().orElseThrow());
        assertTrue(tool(new Answer.Done(Json.object())).secrets().contains("assertion"));
    }

    private static List<String> judged(String tool, String report) {
        return SchemaCheck.of(Definitions.of(tool).inputSchema()).problems(Json.parse(report));
    }

    @Test
    void what_auth_server_refuses_is_refused_in_its_words() {
        ToolResult result =
                run(
                        new Presented("a.b.c", false),
                        OFTEN,
                        new Answer.Refused(409, "checked_out", "The agent has checked out."));
        assertTrue(result.failed());
        assertTrue(result.members().toString().contains("checked_out"));
    }

    @Test
    void what_cannot_be_reported_here_goes_nowhere() {
        var done = new Answer.Done(Json.object());
        ToolResult bound = run(new Presented("a.b.c", false, true), OFTEN, done);
        assertTrue(bound.failed());
        assertTrue(
                bound.members()
                        .toString()
                        .contains("https://carnet.example/api/v1/passports/checkpoint"));
        assertTrue(run(new Presented("a.b.c", false), Optional.empty(), done).failed());
        assertTrue(run(new Presented("ck_1", true), OFTEN, done).failed());
        assertEquals(List.of(), asked);
    }
}
