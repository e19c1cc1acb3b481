package dev.carnet.journeys.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.util.UUID;

/// The people of a journey, as they come to be: the owner adds them, they sign in, they consent.
record Cast(Running running) {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    /// The owner's MCP client at that replica.
    Mcp owner(int replica) throws IOException, InterruptedException {
        return mcp(running.owner(), EVERYTHING, replica);
    }

    /// The MCP client of a new member with that role.
    Mcp member(String role) throws IOException, InterruptedException {
        return mcp(hire(role), EVERYTHING, 0);
    }

    /// The MCP client of somebody whose own workspace is another one.
    Mcp stranger() throws IOException, InterruptedException {
        Person stranger = hire("member");
        String first = stranger.authorize(running.api(), EVERYTHING).access();
        String workspace =
                new RestApi(running.issuer(), first)
                        .post("/workspaces", object().put("name", "Elsewhere"))
                        .expect(201)
                        .path("id")
                        .asText();
        String token = stranger.authorizeIn(workspace, running.mcp(), EVERYTHING).access();
        return new Mcp(running.replicas().getFirst(), token);
    }

    /// An MCP client with any credential.
    Mcp with(String credential, int replica) {
        return new Mcp(running.replicas().get(replica), credential);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private Mcp mcp(Person person, String scope, int replica)
            throws IOException, InterruptedException {
        return with(person.authorize(running.mcp(), scope).access(), replica);
    }

    private Person hire(String role) throws IOException, InterruptedException {
        String email = role + "-" + UUID.randomUUID() + "@example.com";
        String token = running.owner().authorize(running.api(), EVERYTHING).access();
        new RestApi(running.issuer(), token)
                .post(
                        "/members",
                        object().put("email", email)
                                .put("name", role)
                                .put("role", role)
                                .put("password", WholeCarnet.password()))
                .expect(201);
        return running.person(email);
    }
}
