package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.connection.Connected;
import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Keys of people, as auth-server leaves them, at a server that knows which are right: they are
/// tried there before any call carries them.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class KeyTrialsTest {

    private static final String WRONG = "sk-wrong-0123456789";

    private final OtherService other = new OtherService();
    private final Operator operator = Operator.fresh();
    private final String server = registered();
    private final ConnectionPlace place =
            new ConnectionPlace(operator.workspace(), Ids.fresh("con"), operator.owner(), server);
    private final String right = other.grant("owner").access();

    @AfterEach
    void close() {
        other.close();
    }

    private String registered() {
        String id =
                operator.ok(
                                "POST",
                                "/servers",
                                "{'name':'Notes','slug':'notes','address':'%s','private_allowed':true,'authentication':{'kind':'person_key'}}"
                                        .formatted(other.mcp()))
                        .path("id")
                        .asText();
        operator.approve(id);
        return id;
    }

    /// Somebody else of the workspace, by whom the server's tools were seen and approved.
    private void approveTools() {
        var earlier =
                new ConnectionPlace(
                        operator.workspace(), Ids.fresh("con"), operator.owner(), server);
        Connected.key(earlier, other.mcp(), right);
        operator.ok("POST", "/servers/" + server + "/definitions/look", "");
        for (JsonNode one :
                operator.ok("GET", "/servers/" + server + "/definitions?limit=100", "")
                        .path("items")) {
            operator.ok(
                    "POST",
                    "/servers/" + server + "/definitions/approve",
                    "{'definitions':[{'id':'%s','hash':'%s','class':'read'}]}"
                            .formatted(one.path("id").asText(), one.path("hash").asText()));
        }
        operator.world()
                .write(
                        "DELETE FROM gateway.connection WHERE connection_id = ?",
                        earlier.connection());
    }

    private McpClient.Answer call() {
        return operator.whole().tool("notes_whose", "{}").send();
    }

    private static String text(McpClient.Answer answer) {
        return answer.result().path("content").path(0).path("text").asText();
    }

    private String state() {
        return operator.ok("GET", "/connections", "").at("/items/0/state").asText();
    }

    private void becomes(String state) {
        for (int i = 0; i < 200 && !state().equals(state); i++) {
            LockSupport.parkNanos(100_000_000);
        }
        assertEquals(state, state());
    }

    private long rows(String condition) {
        return (long)
                operator.world()
                        .read(
                                "SELECT count(*) FROM gateway.connection WHERE connection_id = ? AND "
                                        + condition,
                                place.connection());
    }

    private List<JsonNode> events(String act) {
        return AuditTrail.of(operator.world(), operator.workspace()).events(act);
    }

    private long calls() {
        return other.raw.stream().filter(one -> one.contains("\"tools/call\"")).count();
    }

    private long listed() {
        return other.raw.stream().filter(one -> one.contains("\"tools/list\"")).count();
    }

    /// K4, K5: a key counts after a live `tools/list` with it, as its person; nobody has to use it
    /// for that.
    @Test
    void a_key_that_the_server_takes_counts() {
        approveTools();
        long before = listed();
        Connected.freshKey(place, other.mcp(), right, 0);
        becomes("active");
        assertTrue(listed() > before);
        assertEquals(0, calls());
        assertEquals(1, rows("trial = 'proven' AND claim IS NULL AND length(letter) > 0"));
        JsonNode event = events("connection.prove").getFirst();
        assertEquals(operator.owner(), event.path("sub").asText());
        assertEquals(place.connection(), event.path("id").asText());
        assertEquals("owner", text(call()));
    }

    /// K4, K5: what the server does not take is in no call, and it is kept no longer.
    @Test
    void a_key_that_the_server_does_not_take_is_in_no_call() {
        approveTools();
        Connected.freshKey(place, other.mcp(), WRONG, 0);
        becomes("refused");
        assertEquals(1, rows("length(letter) = 0 AND expired_at IS NOT NULL AND claim IS NULL"));
        assertEquals(1, events("connection.refuse").size());
        assertEquals(List.of(), events("connection.expire"));
        long before = other.raw.stream().filter(one -> one.contains(WRONG)).count();
        assertTrue(before > 0, "it was tried");
        assertTrue(text(call()).contains("/connect/" + server));
        assertEquals(0, calls());
        assertEquals(before, other.raw.stream().filter(one -> one.contains(WRONG)).count());
        assertFalse(other.answered.contains("tools/call"));
    }

    /// K4: a call that comes while its person's key is being tried waits for that; of all who want
    /// it tried, one tries it.
    @Test
    void a_call_that_comes_at_once_waits_for_the_trial() {
        approveTools();
        Connected.freshKey(place, other.mcp(), right, 0);
        assertEquals("owner", text(call()));
        assertEquals(1, events("connection.prove").size());
        assertEquals("active", state());
    }

    /// K4: a call that comes at once with a wrong key carries it nowhere either.
    @Test
    void a_call_that_comes_at_once_never_carries_a_wrong_key() {
        approveTools();
        Connected.freshKey(place, other.mcp(), WRONG, 0);
        assertTrue(text(call()).contains("/connect/" + server));
        assertEquals(0, calls());
        assertEquals("refused", state());
        assertEquals(1, events("connection.refuse").size());
    }

    /// K4: while the server is away nothing is decided; the next use tries the key again.
    @Test
    void a_server_that_is_away_leaves_the_key_to_the_next_use() {
        approveTools();
        other.mcpStatus = 500;
        Connected.freshKey(place, other.mcp(), right, 0);
        becomes("untried");
        assertEquals(1, events("connection.away").size());
        assertTrue(text(call()).contains("did not"), "and said so");
        assertEquals(0, calls());
        assertEquals("untried", state());
        assertEquals(1, events("connection.away").size(), "nothing changed");
        assertEquals(1, rows("claim IS NULL AND length(letter) > 0"));
        other.mcpStatus = 200;
        assertEquals("owner", text(call()));
        assertEquals("active", state());
        assertEquals(1, events("connection.prove").size());
    }

    /// K4: whoever tried it died between the claim and the mark.
    @Test
    void a_trial_that_was_never_answered_for_is_made_again() {
        Connected.freshKey(place, other.mcp(), WRONG, 3600);
        var second =
                new ConnectionPlace(
                        operator.workspace(),
                        Ids.fresh("con"),
                        operator.world().member(operator.workspace(), Role.MEMBER),
                        server);
        Connected.freshKey(second, other.mcp(), right, 0);
        until("connection.prove");
        assertEquals(1, rows("trial = 'open'"), "somebody else's to try");
        operator.world()
                .write(
                        "UPDATE gateway.connection SET claimed_until = now() - interval '1 second'"
                                + " WHERE connection_id = ?",
                        place.connection());
        until("connection.refuse");
        assertEquals(1, rows("trial = 'refused' AND claim IS NULL"));
    }

    private void until(String act) {
        for (int i = 0; i < 200 && events(act).isEmpty(); i++) {
            LockSupport.parkNanos(100_000_000);
        }
        assertEquals(1, events(act).size());
    }

    /// K4: what was given for an address is tried at no other.
    @Test
    void a_key_for_another_address_is_shown_nowhere() {
        try (var elsewhere = new OtherService()) {
            Connected.freshKey(place, elsewhere.mcp(), right, 0);
            becomes("untried");
            assertEquals(List.of(), elsewhere.raw);
            assertTrue(other.raw.stream().noneMatch(one -> one.contains(right)));
        }
    }
}
