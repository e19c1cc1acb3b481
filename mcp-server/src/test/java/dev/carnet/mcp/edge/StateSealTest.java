package dev.carnet.mcp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateSealTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final ServiceKeyset keyset = keyset();
    private final ObjectNode state = Json.object().put("word", "carnet");

    @Test
    void opens_what_it_sealed_until_it_is_too_old() {
        String sealed = at(NOW).seal(caller("prs_1", "grt_1"), request("{\"a\":1}"), state);
        assertEquals(Optional.of(state), open(NOW, "prs_1", "grt_1", sealed));
        var almost = NOW.plus(Duration.ofMinutes(15)).minusSeconds(1);
        assertEquals(Optional.of(state), open(almost, "prs_1", "grt_1", sealed));
        assertTrue(open(almost.plusSeconds(1), "prs_1", "grt_1", sealed).isEmpty());
    }

    @Test
    void opens_nothing_for_another_principal_or_with_another_key() {
        String sealed = at(NOW).seal(caller("prs_1", "grt_1"), request("{\"a\":1}"), state);
        assertTrue(open(NOW, "prs_2", "grt_1", sealed).isEmpty());
        assertTrue(open(NOW, "prs_1", "grt_2", sealed).isEmpty());
        var other = new StateSeal(keyset(), Clock.fixed(NOW, ZoneOffset.UTC));
        assertTrue(other.open(caller("prs_1", "grt_1"), request("{\"a\":1}"), sealed).isEmpty());
    }

    private Optional<ObjectNode> open(Instant when, String person, String grant, String sealed) {
        return at(when).open(caller(person, grant), request("{\"a\":1}"), sealed);
    }

    private StateSeal at(Instant when) {
        return new StateSeal(keyset, Clock.fixed(when, ZoneOffset.UTC));
    }

    private static Message.Request request(String arguments) {
        var params = Json.object().put("name", "tool");
        params.set("arguments", Json.parse(arguments));
        return new Message.Request(
                Json.object().numberNode(1), "tools/call", params, Optional.empty());
    }

    private static Viewer caller(String person, String grant) {
        var token =
                new Caller.Credential.AccessToken(
                        "jti", "cli_1", Optional.of(grant), 1, Instant.MAX);
        return Viewer.of(
                new Caller(
                        "ws_1", person, Role.OWNER, Set.of(Scope.READ), token, Optional.empty()));
    }

    private static ServiceKeyset keyset() {
        try {
            return new ServiceKeyset(Keysets.sealer(Keysets.freshSealer()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
