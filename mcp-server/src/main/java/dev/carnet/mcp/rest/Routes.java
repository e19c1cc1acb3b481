package dev.carnet.mcp.rest;

import static dev.carnet.shared.desk.Route.needs;
import static dev.carnet.shared.token.Scope.OPERATE;
import static dev.carnet.shared.token.Scope.READ;
import static dev.carnet.shared.token.Scope.WRITE;
import static dev.carnet.shared.workspace.Role.ADMINS;
import static dev.carnet.shared.workspace.Role.AUDITORS;
import static dev.carnet.shared.workspace.Role.EVERYBODY;
import static dev.carnet.shared.workspace.Role.MEMBERS;
import static dev.carnet.shared.workspace.Role.OPERATORS;

import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.workspace.Role;
import java.util.List;
import java.util.Set;

/// Every route of mcp-server's REST API with its scope and its roles, at one glance. What a role
/// may do to things that are not its own is decided where the thing is.
final class Routes {

    private static final Set<Role> OWNERS = Set.of(Role.OWNER);

    /// Who sees what is hidden in the log: an admin runs a workspace without it.
    private static final Set<Role> CONFIDANTS = Set.of(Role.OWNER, Role.AUDITOR);

    private static final List<Route> LINES =
            List.of(
                    needs("GET", "/audit", READ, AUDITORS),
                    needs("GET", "/audit/head", READ, AUDITORS),
                    needs("GET", "/audit/verify", READ, AUDITORS),
                    needs("GET", "/audit/entries/{seq}/disclosures", READ, CONFIDANTS),
                    needs("POST", "/audit/erasures", OPERATE, OWNERS),
                    needs("GET", "/policy", READ, AUDITORS),
                    needs("PUT", "/policy/draft", OPERATE, ADMINS),
                    needs("DELETE", "/policy/draft", OPERATE, ADMINS),
                    needs("POST", "/policy/activate", OPERATE, ADMINS),
                    needs("GET", "/policy/versions", READ, AUDITORS),
                    needs("GET", "/policy/versions/{version}", READ, AUDITORS),
                    needs("POST", "/policy/versions/{version}/restore", OPERATE, ADMINS),
                    needs("GET", "/policy/diff", READ, AUDITORS),
                    needs("POST", "/policy/explain", READ, AUDITORS),
                    needs("POST", "/policy/simulate", READ, ADMINS),
                    needs("GET", "/usage", READ, AUDITORS),
                    needs("GET", "/detectors", READ, AUDITORS),
                    needs("PATCH", "/detectors/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/detectors/{id}", OPERATE, ADMINS),
                    needs("GET", "/security-events", READ, AUDITORS),
                    needs("GET", "/security-events/{id}", READ, AUDITORS),
                    needs("POST", "/security-events/{id}/resolve", OPERATE, OPERATORS),
                    needs("POST", "/security-events/{id}/snooze", OPERATE, OPERATORS),
                    needs("POST", "/scans", READ, MEMBERS),
                    needs("GET", "/servers", READ, EVERYBODY),
                    needs("POST", "/servers", OPERATE, ADMINS),
                    needs("POST", "/servers/discover", OPERATE, ADMINS),
                    needs("GET", "/servers/{id}", READ, EVERYBODY),
                    needs("PATCH", "/servers/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/servers/{id}", OPERATE, ADMINS),
                    needs("PUT", "/servers/{id}/secret", OPERATE, ADMINS),
                    needs("POST", "/servers/{id}/approve", OPERATE, ADMINS),
                    needs("POST", "/servers/{id}/enable", OPERATE, OPERATORS),
                    needs("POST", "/servers/{id}/disable", OPERATE, OPERATORS),
                    needs("GET", "/servers/{id}/diff", READ, EVERYBODY),
                    needs("POST", "/servers/{id}/test", WRITE, MEMBERS),
                    needs("GET", "/servers/{id}/tests", READ, AUDITORS),
                    needs("GET", "/servers/{id}/health", READ, EVERYBODY),
                    needs("POST", "/servers/{id}/reject", OPERATE, ADMINS),
                    needs("GET", "/servers/{id}/description", READ, EVERYBODY),
                    needs("PUT", "/servers/{id}/description", OPERATE, ADMINS),
                    needs("DELETE", "/servers/{id}/description", OPERATE, ADMINS),
                    needs("GET", "/servers/{id}/terms", READ, EVERYBODY),
                    needs("PUT", "/servers/{id}/terms", OPERATE, ADMINS),
                    needs("GET", "/servers/{id}/usage", READ, AUDITORS),
                    needs("PUT", "/servers/{id}/template", OPERATE, ADMINS),
                    needs("DELETE", "/servers/{id}/template", OPERATE, ADMINS),
                    needs("GET", "/server-templates", READ, EVERYBODY),
                    needs("GET", "/server-templates/{id}", READ, EVERYBODY),
                    needs("POST", "/server-templates/{id}/intents/{name}", READ, EVERYBODY),
                    needs("GET", "/connections", READ, EVERYBODY),
                    needs("DELETE", "/connections/{id}", WRITE, EVERYBODY),
                    needs("GET", "/gates", READ, EVERYBODY),
                    needs("GET", "/gates/{id}", READ, EVERYBODY),
                    needs("DELETE", "/gates/{id}", WRITE, MEMBERS),
                    needs("GET", "/notifications/destinations", READ, AUDITORS),
                    needs("POST", "/notifications/destinations", OPERATE, ADMINS),
                    needs("GET", "/notifications/destinations/{id}", READ, AUDITORS),
                    needs("PATCH", "/notifications/destinations/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/notifications/destinations/{id}", OPERATE, ADMINS),
                    needs("POST", "/notifications/destinations/{id}/verify", OPERATE, ADMINS),
                    needs("POST", "/notifications/destinations/{id}/confirm", OPERATE, ADMINS),
                    needs("POST", "/notifications/destinations/{id}/test", OPERATE, ADMINS),
                    needs(
                            "POST",
                            "/notifications/destinations/{id}/rotate-secret",
                            OPERATE,
                            ADMINS),
                    needs("GET", "/notifications/deliveries", READ, AUDITORS),
                    needs("POST", "/notifications/deliveries/{id}/retry", OPERATE, ADMINS),
                    needs("GET", "/notifications/rules", READ, AUDITORS),
                    needs("POST", "/notifications/rules", OPERATE, ADMINS),
                    needs("GET", "/notifications/rules/{id}", READ, AUDITORS),
                    needs("PATCH", "/notifications/rules/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/notifications/rules/{id}", OPERATE, ADMINS),
                    needs("GET", "/servers/{server}/definitions", READ, OPERATORS),
                    needs("GET", "/servers/{server}/definitions/{id}", READ, OPERATORS),
                    needs("POST", "/servers/{server}/definitions/approve", OPERATE, OPERATORS),
                    needs("POST", "/servers/{server}/definitions/hide", OPERATE, OPERATORS),
                    needs("POST", "/servers/{server}/definitions/look", WRITE, OPERATORS),
                    needs("GET", "/toolsets", READ, OPERATORS),
                    needs("POST", "/toolsets", WRITE, OPERATORS),
                    needs("GET", "/toolsets/{id}", READ, OPERATORS),
                    needs("PATCH", "/toolsets/{id}", WRITE, OPERATORS),
                    needs("DELETE", "/toolsets/{id}", WRITE, OPERATORS),
                    needs("GET", "/toolsets/{id}/assignments", READ, OPERATORS),
                    needs("POST", "/toolsets/{id}/assignments", WRITE, OPERATORS),
                    needs("DELETE", "/toolsets/{id}/assignments/{assignment}", WRITE, OPERATORS),
                    needs("GET", "/agent-templates", READ, OPERATORS),
                    needs("POST", "/agent-templates", WRITE, OPERATORS),
                    needs("GET", "/agent-templates/{id}", READ, OPERATORS),
                    needs("PATCH", "/agent-templates/{id}", WRITE, OPERATORS),
                    needs("DELETE", "/agent-templates/{id}", WRITE, OPERATORS));

    /// The table.
    static final RouteTable TABLE =
            new RouteTable(
                    LINES,
                    Set.of(
                            "DELETE /policy/draft",
                            "POST /policy/activate",
                            "POST /policy/versions/{version}/restore",
                            "DELETE /servers/{id}",
                            "DELETE /servers/{id}/description",
                            "DELETE /servers/{id}/template",
                            "POST /servers/{id}/approve",
                            "POST /servers/{id}/reject",
                            "POST /servers/{id}/enable",
                            "POST /servers/{id}/disable",
                            "DELETE /toolsets/{id}",
                            "DELETE /detectors/{id}",
                            "DELETE /notifications/destinations/{id}",
                            "DELETE /notifications/rules/{id}",
                            "DELETE /agent-templates/{id}"));

    private Routes() {}
}
