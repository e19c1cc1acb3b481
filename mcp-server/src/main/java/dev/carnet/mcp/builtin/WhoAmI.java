package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import io.smallrye.mutiny.Uni;

/// Tells the caller who Carnet takes it for. Needs nobody else.
record WhoAmI(ToolDefinition definition, Need need) implements Tool {

    @Override
    public boolean aboutCaller() {
        return true;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return Uni.createFrom().item(() -> ToolResult.structured(describe(call.caller())));
    }

    private static ObjectNode describe(Caller caller) {
        var about = JsonNodeFactory.instance.objectNode();
        about.put("workspace", caller.workspace());
        about.put("subject", caller.subject());
        about.put("role", caller.role().wire());
        var scopes = about.putArray("scopes");
        caller.scopes().stream().sorted().forEach(scope -> scopes.add(scope.wire()));
        about.set("credential", describe(caller.credential()));
        caller.actor().ifPresent(actor -> about.put("acting_for_subject", actor));
        return about;
    }

    private static ObjectNode describe(Credential credential) {
        var about = JsonNodeFactory.instance.objectNode();
        switch (credential) {
            case Credential.AccessToken token -> {
                about.put("type", "access_token").put("id", token.jti());
                about.put("client", token.client());
                token.grant().ifPresent(grant -> about.put("grant", grant));
            }
            case Credential.Passport passport -> {
                about.put("type", "passport").put("id", passport.jti());
                about.put("agent", passport.agent()).put("owner", passport.owner());
                about.put("intent", passport.intent());
            }
            case Credential.Key key ->
                    about.put("type", "key").put("id", key.id()).put("person", key.person());
            case Credential.Page page -> about.put("type", "page").put("person", page.person());
        }
        credential.expires().ifPresent(end -> about.put("expires_at", end.toString()));
        return about;
    }
}
