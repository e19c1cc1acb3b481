package dev.carnet.auth.rest;

import static dev.carnet.shared.desk.Route.held;
import static dev.carnet.shared.desk.Route.needs;
import static dev.carnet.shared.desk.Route.open;
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

/// Every route of the REST API with its scope and its roles, at one glance. What a role may do to
/// things that are not its own is decided where the thing is (a member revokes own keys only).
public final class Routes {

    /// Where the API lives at the issuer.
    public static final String BASE = RouteTable.BASE;

    private static final Set<Role> OWNERS = Set.of(Role.OWNER);

    private static final List<Route> LINES =
            List.of(
                    needs("GET", "/me", READ, EVERYBODY),
                    needs("GET", "/me/sessions", READ, EVERYBODY),
                    needs("DELETE", "/me/sessions", WRITE, EVERYBODY),
                    needs("DELETE", "/me/sessions/{id}", WRITE, EVERYBODY),
                    needs("DELETE", "/me/membership", WRITE, EVERYBODY),
                    needs("GET", "/workspaces", READ, EVERYBODY),
                    needs("POST", "/workspaces", WRITE, MEMBERS),
                    needs("GET", "/workspaces/{id}", READ, EVERYBODY),
                    needs("PATCH", "/workspaces/{id}", OPERATE, ADMINS),
                    needs("GET", "/members", READ, EVERYBODY),
                    needs("POST", "/members", OPERATE, ADMINS),
                    needs("GET", "/members/{id}", READ, EVERYBODY),
                    needs("PATCH", "/members/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/members/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/members/{id}/factors", OPERATE, OWNERS),
                    needs("GET", "/identity-providers", READ, ADMINS),
                    needs("POST", "/identity-providers", OPERATE, OWNERS),
                    needs("GET", "/identity-providers/{id}", READ, ADMINS),
                    needs("PATCH", "/identity-providers/{id}", OPERATE, OWNERS),
                    needs("DELETE", "/identity-providers/{id}", OPERATE, OWNERS),
                    needs("GET", "/upstream-clients", READ, ADMINS),
                    needs("POST", "/upstream-clients", OPERATE, ADMINS),
                    needs("GET", "/upstream-clients/{id}", READ, ADMINS),
                    needs("DELETE", "/upstream-clients/{id}", OPERATE, ADMINS),
                    needs("POST", "/members/{id}/disable", OPERATE, ADMINS),
                    needs("POST", "/members/{id}/enable", OPERATE, ADMINS),
                    needs("GET", "/invitations", READ, ADMINS),
                    needs("POST", "/invitations", OPERATE, ADMINS),
                    needs("GET", "/invitations/{id}", READ, ADMINS),
                    needs("POST", "/invitations/{id}/resend", OPERATE, ADMINS),
                    needs("DELETE", "/invitations/{id}", OPERATE, ADMINS),
                    needs("GET", "/keys", READ, EVERYBODY),
                    needs("POST", "/keys", WRITE, EVERYBODY),
                    needs("GET", "/keys/{id}", READ, EVERYBODY),
                    needs("POST", "/keys/{id}/rotate", WRITE, EVERYBODY),
                    needs("DELETE", "/keys/{id}", WRITE, EVERYBODY),
                    needs("GET", "/agents", READ, EVERYBODY),
                    needs("POST", "/agents", WRITE, MEMBERS),
                    needs("GET", "/agents/{id}", READ, EVERYBODY),
                    needs("PATCH", "/agents/{id}", WRITE, MEMBERS),
                    needs("DELETE", "/agents/{id}", WRITE, MEMBERS),
                    needs("POST", "/agents/{id}/enrolment", WRITE, MEMBERS),
                    needs("DELETE", "/agents/{id}/enrolment", WRITE, MEMBERS),
                    open("POST", "/agents/enrol"),
                    needs("GET", "/agent-limits/{id}", READ, EVERYBODY),
                    needs("PUT", "/agent-limits/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/agent-limits/{id}", OPERATE, ADMINS),
                    needs("GET", "/passports", READ, EVERYBODY),
                    needs("POST", "/passports", WRITE, MEMBERS),
                    needs("GET", "/passports/{id}/report", READ, EVERYBODY),
                    held("POST", "/passports/verify"),
                    held("POST", "/passports/delegate"),
                    held("POST", "/passports/request"),
                    held("POST", "/passports/refresh"),
                    held("POST", "/passports/checkpoint"),
                    held("POST", "/passports/checkout"),
                    needs("GET", "/reviews", READ, AUDITORS),
                    needs("POST", "/reviews/{id}/decision", OPERATE, OPERATORS),
                    needs("GET", "/clients", READ, AUDITORS),
                    needs("POST", "/clients", OPERATE, ADMINS),
                    needs("GET", "/clients/{id}", READ, AUDITORS),
                    needs("PATCH", "/clients/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/clients/{id}", OPERATE, ADMINS),
                    needs("GET", "/trusted-issuers", READ, AUDITORS),
                    needs("POST", "/trusted-issuers", OPERATE, ADMINS),
                    needs("GET", "/trusted-issuers/{id}", READ, AUDITORS),
                    needs("PATCH", "/trusted-issuers/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/trusted-issuers/{id}", OPERATE, ADMINS),
                    needs("GET", "/exchange-rules", READ, AUDITORS),
                    needs("POST", "/exchange-rules", OPERATE, ADMINS),
                    needs("GET", "/exchange-rules/{id}", READ, AUDITORS),
                    needs("PATCH", "/exchange-rules/{id}", OPERATE, ADMINS),
                    needs("DELETE", "/exchange-rules/{id}", OPERATE, ADMINS),
                    needs("GET", "/account-links", READ, AUDITORS),
                    needs("POST", "/account-links", OPERATE, ADMINS),
                    needs("DELETE", "/account-links/{id}", OPERATE, ADMINS),
                    needs("GET", "/client-policies", READ, AUDITORS),
                    needs("PUT", "/client-policies", OPERATE, ADMINS),
                    needs("GET", "/client-policies/{id}", READ, AUDITORS),
                    needs("DELETE", "/client-policies/{id}", OPERATE, ADMINS),
                    needs("GET", "/grants", READ, EVERYBODY),
                    needs("GET", "/grants/{id}", READ, EVERYBODY),
                    needs("PATCH", "/grants/{id}", WRITE, EVERYBODY),
                    needs("DELETE", "/grants/{id}", WRITE, EVERYBODY),
                    needs("GET", "/revocations", READ, AUDITORS),
                    needs("POST", "/revocations", OPERATE, MEMBERS),
                    needs("GET", "/revocations/feed", READ, EVERYBODY),
                    needs("POST", "/signing-keys/rotate", OPERATE, Set.of(Role.OWNER)));

    /// The table.
    public static final RouteTable TABLE =
            new RouteTable(
                    LINES,
                    Set.of(
                            "DELETE /client-policies/{id}",
                            "DELETE /trusted-issuers/{id}",
                            "DELETE /exchange-rules/{id}"));

    private Routes() {}
}
