package dev.carnet.mcp.tool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.live.Ended;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.picture.Objection;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallOrderTest {

    /// One that may be the reason why its caller ends, or not.
    private record Thing(boolean mayEndCaller) implements Usable {

        @Override
        public String type() {
            return "tool";
        }

        @Override
        public String name() {
            return "thing";
        }

        @Override
        public Need need() {
            return Need.reading();
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return Uni.createFrom().nothing();
        }
    }

    private final Stop stop = new Stop();

    private void end(boolean mayEndCaller, Ended why) {
        var caller =
                new Caller(
                        "ws_1",
                        "prs_1",
                        Role.MEMBER,
                        Set.of(Scope.READ),
                        new Credential.Page("prs_1"),
                        Optional.empty());
        var call =
                new ToolCall(
                        Viewer.of(caller),
                        new Presented("x", false),
                        "req_1",
                        Optional.empty(),
                        Json.object(),
                        Optional.empty(),
                        Optional.empty(),
                        Json.object(),
                        Channel.SILENT);
        new CallOrder(new Thing(mayEndCaller), call, Optional.empty(), Optional.empty(), stop)
                .end(why);
    }

    @Test
    void a_call_ends_with_its_caller() {
        end(false, new Ended.Revoked(Objection.of("passport_revoked")));
        assertTrue(stop.asked());
    }

    @Test
    void one_that_ended_its_caller_itself_comes_to_its_answer() {
        end(true, new Ended.Revoked(Objection.of("passport_revoked")));
        assertFalse(stop.asked());
        end(true, new Ended.Closing());
        assertTrue(stop.asked());
    }
}
