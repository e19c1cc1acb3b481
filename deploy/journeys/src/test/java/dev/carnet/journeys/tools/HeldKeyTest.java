package dev.carnet.journeys.tools;

import static dev.carnet.journeys.tools.Cast.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.person.Person;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A tool that hands out a secret, behind a gate.
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class HeldKeyTest {

    private final Running running;
    private final Gateway gateway;

    HeldKeyTest(Running running) {
        this.running = running;
        this.gateway = new Gateway(running);
    }

    @BeforeEach
    void hold() throws Exception {
        gateway.rules(
                """
                [{"id": "keys", "effect": "confirm",
                  "which": {"tools": ["create_key"], "built_in": true}}]\
                """);
    }

    @AfterEach
    void leave() throws Exception {
        gateway.rules("[]");
    }

    /// H5: the key is given to who asks for the approved call, works, and is kept nowhere to be
    /// asked for again.
    @Test
    void a_key_that_waited_for_a_person_is_given_once() throws Exception {
        Person owner = running.owner();
        Mcp client =
                new Mcp(running.mcp(), owner.authorize(running.mcp(), Gateway.EVERYTHING).access());
        String gate =
                client.call("create_key", object().put("name", "held"))
                        .result()
                        .at("/_meta/dev.carnet~1gate/gate")
                        .asText();
        owner.press("/approvals/" + gate, "Approve");
        String key =
                client.call("gate_result", object().put("gate", gate)).told().path("key").asText();
        assertEquals(200, new Mcp(running.mcp(), key).call("whoami").status());
        Mcp.Answer again = client.call("gate_result", object().put("gate", gate));
        assertTrue(again.toString().contains("Its result is not kept"), again.toString());
        assertFalse(again.toString().contains(key));
    }
}
