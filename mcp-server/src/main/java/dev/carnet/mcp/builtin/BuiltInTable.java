package dev.carnet.mcp.builtin;

import static dev.carnet.mcp.builtin.Requests.list;
import static dev.carnet.mcp.builtin.Requests.post;
import static dev.carnet.shared.token.Scope.OPERATE;
import static dev.carnet.shared.token.Scope.READ;
import static dev.carnet.shared.token.Scope.WRITE;
import static dev.carnet.shared.workspace.Role.AUDITORS;
import static dev.carnet.shared.workspace.Role.EVERYBODY;
import static dev.carnet.shared.workspace.Role.MEMBERS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.audit.AuditTrail;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.mcp.authclient.AuthServer;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Carnet's own tools with the scope and the roles of each, at one glance: the same numbers as in
/// auth-server's table of routes, which decides once more.
@ApplicationScoped
public class BuiltInTable implements Table {

    private static final Map<String, String> NEW_KEY =
            Map.of("kind", "personal", "access", "read", "expires", "90d");

    /// What is a secret in arguments and answers of these tools: a new key, a passport.
    private static final Set<String> SECRETS = Set.of("key", "token");

    private final AuthServer server;
    private final List<Tool> tools;

    BuiltInTable(AuthServer server, AuditTrail trail) {
        this.server = server;
        this.tools = Stream.concat(ofAuthServer(), AuditTools.of(trail).stream()).toList();
    }

    private Stream<Tool> ofAuthServer() {
        return Stream.of(
                new WhoAmI(Definitions.of("whoami"), Need.reading()),
                remote("list_clients", READ, AUDITORS, list("/clients")),
                remote("list_keys", READ, EVERYBODY, list("/keys")),
                remote("create_key", WRITE, EVERYBODY, post("/keys", NEW_KEY)),
                remote("list_agents", READ, EVERYBODY, list("/agents")),
                remote("register_agent", WRITE, MEMBERS, post("/agents")),
                remote("issue_passport", WRITE, MEMBERS, post("/passports")),
                remote("verify_passport", READ, EVERYBODY, post("/passports/verify")),
                remote("list_passports", READ, EVERYBODY, list("/passports")),
                remote("revoke", OPERATE, MEMBERS, post("/revocations")));
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }

    private Tool remote(
            String name, Scope scope, Set<Role> roles, Function<ObjectNode, ApiRequest> request) {
        return new RemoteTool(
                Definitions.of(name), Need.of(roles, scope), scope, request, SECRETS, server);
    }
}
