package dev.carnet.journeys.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class SilentAuthServerTest {

    private final Running running;

    SilentAuthServerTest(Running running) {
        this.running = running;
    }

    @Test
    void without_auth_server_calls_are_decided_and_its_tools_say_that_it_is_silent()
            throws Exception {
        Mcp owner = new Cast(running).owner(1);
        owner.call("list_keys").told();
        running.carnet().kill("auth-server");
        try {
            assertEquals("owner", owner.call("whoami").told().path("role").asText());
            String text = owner.call("list_keys").refusal();
            assertTrue(text.startsWith("unavailable: "), text);
        } finally {
            running.carnet().start("auth-server");
        }
        // A server that just started may take longer than a caller is let wait.
        Mcp.Answer answer = owner.call("list_keys");
        for (int tries = 0; tries < 20 && answer.result().path("isError").asBoolean(); tries++) {
            answer = owner.call("list_keys");
        }
        answer.told();
    }
}
