package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nobody approves a call they have a part in, however they have it.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class GateInvolvedTest {

    private final People people = People.fresh();
    private final GatePeople deciders = new GatePeople(people);
    private final String bob = deciders.approver();
    private final String other = people.world().member(people.workspace(), Role.OPERATOR);

    /// Bob does not approve it, and somebody else does.
    private void assertNotBobs(McpClient client) {
        String gate =
                GateTest.gate(people.known(client).tool("approved", "{'n':7}").send().result());
        assertFalse(deciders.approve(gate, bob, 1));
        assertEquals("waiting", deciders.state(gate));
        assertTrue(deciders.approve(gate, other, 1));
    }

    private String agentOfBob() {
        return people.world().agent(people.workspace(), bob);
    }

    /// H6: the agent acts for somebody else (RFC 8693), and is Bob's.
    @Test
    void the_owner_of_an_agent_that_acts_does_not_approve() {
        assertNotBobs(people.client(people.claims().actor(agentOfBob())));
    }

    /// H6: the passport is of Bob's agent.
    @Test
    void the_owner_of_a_passports_agent_does_not_approve() {
        assertNotBobs(people.client(people.claims().passport(agentOfBob(), bob)));
    }

    /// H6: Bob's agent delegated to the one that asks.
    @Test
    void who_owns_an_agent_that_delegated_does_not_approve() {
        String asking = people.world().agent(people.workspace(), people.owner());
        var chain = List.of(new Mandate.Ancestor(Ids.fresh("psp"), agentOfBob(), bob));
        var mandate =
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        chain);
        assertNotBobs(
                people.client(people.claims().passport(asking, people.owner()).mandate(mandate)));
    }

    /// H6: Bob made the workspace's key.
    @Test
    void who_made_a_key_of_the_workspace_does_not_approve() {
        String key = people.world().key(people.workspace(), bob, false, true).text();
        assertNotBobs(McpClient.of(people.world().mcpUrl()).with("X-Api-Key", key));
    }
}
