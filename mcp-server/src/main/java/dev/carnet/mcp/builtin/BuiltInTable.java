package dev.carnet.mcp.builtin;

import static dev.carnet.mcp.builtin.Wording.decision;
import static dev.carnet.mcp.builtin.Wording.list;
import static dev.carnet.mcp.builtin.Wording.newKey;
import static dev.carnet.mcp.builtin.Wording.newPassport;
import static dev.carnet.mcp.builtin.Wording.post;
import static dev.carnet.shared.token.Scope.OPERATE;
import static dev.carnet.shared.token.Scope.READ;
import static dev.carnet.shared.token.Scope.WRITE;
import static dev.carnet.shared.workspace.Role.AUDITORS;
import static dev.carnet.shared.workspace.Role.EVERYBODY;
import static dev.carnet.shared.workspace.Role.MEMBERS;
import static dev.carnet.shared.workspace.Role.OPERATORS;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.mcp.audit.AuditTrail;
import dev.carnet.mcp.authclient.AuthServer;
import dev.carnet.mcp.gate.GateResult;
import dev.carnet.mcp.handout.GetCredential;
import dev.carnet.mcp.policy.Explaining;
import dev.carnet.mcp.signal.EventDesk;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Carnet's own tools with the scope and the roles of each, at one glance: the same numbers as in
/// auth-server's table of routes, which decides once more.
@ApplicationScoped
@Typed(BuiltInTable.class)
public class BuiltInTable implements Table {

    private final AuthServer server;
    private final List<Tool> tools;
    private final List<Tool> reports;

    BuiltInTable(
            AuthServer server,
            AuditTrail trail,
            EventDesk events,
            Explaining explaining,
            ObjectMapper json,
            GateResult gates,
            GetCredential credentials,
            ServiceConfig config) {
        this.server = server;
        this.tools =
                Stream.concat(
                                ofAuthServer(),
                                Stream.concat(
                                        Stream.concat(
                                                AuditTools.of(trail).stream(),
                                                EventTools.of(events).stream()),
                                        Stream.of(
                                                new PolicyCheck(
                                                        Definitions.of("policy_check"),
                                                        explaining,
                                                        json),
                                                gates,
                                                credentials)))
                        .toList();
        this.reports =
                Stream.of("checkpoint", "checkout")
                        .<Tool>map(name ->
                                new ReportTool(
                                        Definitions.of(name),
                                        config.issuer() + RouteTable.BASE,
                                        (call, asked) ->
                                                server.ask(call, call.caller().scopes(), asked)))
                        .toList();
    }

    private Stream<Tool> ofAuthServer() {
        return Stream.of(
                new WhoAmI(Definitions.of("whoami"), Need.reading()),
                remote("list_clients", READ, AUDITORS, list("/clients")),
                remote("list_keys", READ, EVERYBODY, list("/keys")),
                giving("create_key", EVERYBODY, newKey()),
                remote("list_agents", READ, EVERYBODY, list("/agents")),
                remote("register_agent", WRITE, MEMBERS, post("/agents")),
                giving("issue_passport", MEMBERS, newPassport()),
                remote("verify_passport", READ, EVERYBODY, new PassportVerdict()),
                remote("list_passports", READ, EVERYBODY, list("/passports")),
                remote("reviews_list", READ, AUDITORS, list("/reviews")),
                remote("review_decide", OPERATE, OPERATORS, decision("/reviews")),
                remote("revoke", OPERATE, MEMBERS, post("/revocations")));
    }

    /// The names these tools have, which nothing else may have.
    public Set<String> names() {
        return all().map(Tool::name).collect(Collectors.toSet());
    }

    @Override
    public List<Tool> tools(Viewer viewer) {
        if (!(viewer.place() instanceof Place.Whole)) {
            return List.of();
        }
        return viewer.caller().mandate().interval().isPresent() ? all().toList() : tools;
    }

    private Stream<Tool> all() {
        return Stream.concat(tools.stream(), reports.stream());
    }

    private Tool remote(String name, Scope scope, Set<Role> roles, Wording wording) {
        return new RemoteTool(Definitions.of(name), Need.of(roles, scope), wording, server, false);
    }

    /// What hands out a secret, once.
    private Tool giving(String name, Set<Role> roles, Wording wording) {
        return new RemoteTool(Definitions.of(name), Need.of(roles, WRITE), wording, server, true);
    }
}
