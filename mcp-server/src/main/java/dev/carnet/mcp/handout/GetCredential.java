package dev.carnet.mcp.handout;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.server.AuthKind;
import dev.carnet.mcp.server.Passes;
import dev.carnet.mcp.server.ServerState;
import dev.carnet.mcp.server.Servers;
import dev.carnet.mcp.service.TermsBook;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import io.github.bucket4j.TimeMeter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/// The tool `get_credential`: hands an agent the credential of a service, where an owner and the
/// agent's passport both say so.
@ApplicationScoped
public class GetCredential implements Tool {

    private static final String VALUE = "value";

    private static final ToolDefinition DEFINITION =
            new ToolDefinition(
                    "get_credential",
                    "Credential of a service",
                    "Hands out the credential of an HTTP service behind the gateway, for agents that"
                            + " must call the service themselves. Works only where an owner put the"
                            + " service into the mode direct and the passport names it with that mode;"
                            + " use proxy_request of the service otherwise. Never repeat the value.",
                    Json.parse(
                            """
                            {"type":"object","properties":{"server":{"type":"string","minLength":1,
                             "maxLength":64,"description":"The slug of the service."}},
                             "required":["server"],"additionalProperties":false}
                            """),
                    Optional.empty(),
                    new ToolDefinition.Annotations(false, false, false, false));

    private final Servers servers;
    private final TermsBook book;
    private final Passes passes;
    private final HandOuts handOuts = new HandOuts(TimeMeter.SYSTEM_MILLISECONDS);

    GetCredential(Servers servers, TermsBook book, Passes passes) {
        this.servers = servers;
        this.book = book;
        this.passes = passes;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Need need() {
        return Need.of(Role.EVERYBODY, Scope.WRITE);
    }

    @Override
    public Set<String> secrets() {
        return Set.of(VALUE);
    }

    /// Who wants it again asks again, and is judged and counted again.
    @Override
    public boolean fleeting() {
        return true;
    }

    /// Every passport may ask; what it says about the service is looked at here.
    @Override
    public boolean aboutCaller() {
        return true;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        if (!(call.caller().credential() instanceof Passport passport)) {
            return refused("no_passport", "Only an agent with a passport is given a credential.");
        }
        Optional<ServerState> server =
                servers.bySlug(call.caller().workspace(), call.arguments().path("server").asText())
                        .filter(ServerState::callable);
        return server.map(found -> judged(passport, found))
                .orElseGet(() -> refused("no_server", "There is no service of that name in use."));
    }

    private Uni<Outcome> judged(Passport passport, ServerState server) {
        if (server.authentication().is() != AuthKind.WORKSPACE_KEY) {
            return refused(
                    "not_the_workspaces", "Its credential does not belong to the workspace.");
        }
        if (!book.direct(server.workspace(), server.id())) {
            return refused(
                    "mode_proxy",
                    "The credential of this service does not leave Carnet: use its proxy_request. An"
                            + " owner could set its mode to direct.");
        }
        if (!mandated(passport, server)) {
            return refused(
                    "passport_proxy",
                    "This passport does not name the service with the mode direct: use its"
                            + " proxy_request.");
        }
        if (!passport.mandate().service(server.id()).filter(Service::whole).isPresent()) {
            return refused(
                    "passport_bounded",
                    "This passport bounds what may be done at the service (by classes, tools or"
                            + " constraints), and nobody could hold a credential to that: use its"
                            + " proxy_request.");
        }
        return handOuts.take(server.workspace(), passport.agent(), server.id())
                ? given(server)
                : refused("too_often", "That is too often. Keep the credential while you need it.");
    }

    private static boolean mandated(Passport passport, ServerState server) {
        return passport.mandate().service(server.id()).filter(one -> one.direct()).isPresent();
    }

    private Uni<Outcome> given(ServerState server) {
        return passes.secret(server)
                .map(secret ->
                        secret.map(key -> outcome(server, key))
                                .orElseGet(() ->
                                        ToolResult.failed(
                                                "no_secret",
                                                "An operator has to give that service's key.")));
    }

    private static Outcome outcome(ServerState server, String key) {
        var content =
                Json.object()
                        .put("server", server.slug())
                        .put("address", server.destination().address())
                        .put("header", server.authentication().headerName())
                        .put(VALUE, String.join("", server.shown(key).values()));
        ToolResult result = ToolResult.structured(content);
        return new ToolResult(result.members(), false, Optional.of("credential:" + server.slug()));
    }

    private static Uni<Outcome> refused(String why, String publicText) {
        return Uni.createFrom().item(ToolResult.failed(why, publicText));
    }
}
