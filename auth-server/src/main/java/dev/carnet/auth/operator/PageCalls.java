package dev.carnet.auth.operator;

import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Forms as calls of the REST API's journeys: what a person may do by a token of theirs they may do
/// on a page, and nothing more. The table of routes does not stand before a page, so each form
/// names the roles that it has there.
@Singleton
public final class PageCalls {

    private static final Set<Scope> EVERYTHING = Set.copyOf(EnumSet.allOf(Scope.class));

    private final MembershipStore memberships;
    private final ProtectedResource resource;
    private final Pool pool;

    PageCalls(MembershipStore memberships, ProtectedResource resource, Pool pool) {
        this.memberships = memberships;
        this.resource = resource;
        this.pool = pool;
    }

    /// The call of that person in that workspace, if they have one of these roles there now.
    public Uni<ApiCall> call(SignedIn person, String workspace, Set<Role> roles) {
        return call(person, workspace, roles, Optional.empty());
    }

    /// The same for something that was seen at that version.
    public Uni<ApiCall> call(SignedIn person, String workspace, Set<Role> roles, int version) {
        return call(person, workspace, roles, Optional.of(Versions.tag(version)));
    }

    private Uni<ApiCall> call(
            SignedIn person, String workspace, Set<Role> roles, Optional<String> ifMatch) {
        return memberships
                .role(pool, workspace, person.person())
                .map(role -> role.orElseThrow(Refused::notFound))
                .invoke(role -> demand(roles, role))
                .map(role ->
                        new ApiCall(
                                Ids.fresh("req"),
                                Optional.empty(),
                                Route.open("POST", ""),
                                caller(person, workspace, role),
                                Optional.empty(),
                                ifMatch,
                                resource.challenge()));
    }

    private static void demand(Set<Role> roles, Role role) {
        if (!roles.contains(role)) {
            throw Refused.role("The role " + role.wire() + " may not do this.");
        }
    }

    private static Caller caller(SignedIn person, String workspace, Role role) {
        return new Caller(
                workspace,
                person.person(),
                role,
                EVERYTHING,
                new Credential.Page(person.person()),
                Optional.empty());
    }
}
