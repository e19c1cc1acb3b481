package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.passport.Bearer;
import dev.carnet.auth.passport.PassportStore;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.Issuing;
import dev.carnet.auth.token.Issuing.Committed;
import dev.carnet.auth.token.TokenAnswer;
import dev.carnet.auth.trust.VouchedClaims.Bearing;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Workload identity federation: a program shows what its platform says of it, and the first rule
/// that fits says which client or agent it is here and how much it may have at most.
@Singleton
final class WorkloadVouched {

    private final PassportStore passports = new PassportStore();
    private final Clients clients;
    private final MembershipStore memberships;
    private final ClientPolicies policies;
    private final Vouching vouching;
    private final VouchedClaims claims;
    private final Issuing issuing;
    private final Resources resources;
    private final Pool pool;
    private final Clock clock;
    private final String self;

    WorkloadVouched(
            Clients clients,
            MembershipStore memberships,
            ClientPolicies policies,
            Vouching vouching,
            VouchedClaims claims,
            Issuing issuing,
            Resources resources,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.clients = clients;
        this.memberships = memberships;
        this.policies = policies;
        this.vouching = vouching;
        this.claims = claims;
        this.issuing = issuing;
        this.resources = resources;
        this.pool = pool;
        this.clock = clock;
        this.self = config.issuer();
    }

    private record Asked(GrantRequest request, Assertion assertion, Fit fit) {

        Parameters form() {
            return request.form();
        }

        TrustedIssuer issuer() {
            return fit.issuer();
        }

        String workspace() {
            return issuer().workspace();
        }
    }

    /// @param trusted under which the signature holds
    Uni<TokenAnswer> answer(
            GrantRequest request, Assertion assertion, List<TrustedIssuer> trusted) {
        List<Fit> fits =
                trusted.stream()
                        .filter(issuer -> Workspaces.isAbout(issuer, assertion, request.form()))
                        .flatMap(issuer -> Fit.of(issuer, assertion).stream())
                        .toList();
        Fit fit = Workspaces.only(fits);
        assertion.check(fit.audiences(self), Limits.WORKLOAD_LIFE, clock.instant());
        var asked = new Asked(request, assertion, fit);
        return fit.rule()
                .clientId()
                .map(id -> client(asked, id))
                .orElseGet(() -> agent(asked, fit.rule().agentId().orElseThrow()))
                .chain(issuing::answer);
    }

    private Uni<Committed> client(Asked asked, String id) {
        return clients.find(id)
                .map(found ->
                        found.filter(one -> one.workspace().equals(Optional.of(asked.workspace())))
                                .orElseThrow(() -> Refusal.invalidGrant("rule_client_gone")))
                .invoke(WorkloadVouched::demandGrant)
                .chain(client ->
                        pool.withTransaction(transaction -> keep(transaction, asked, client)));
    }

    private static void demandGrant(Client client) {
        if (!client.grants().contains(GrantType.JWT_BEARER)) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED_CLIENT, "This client may not use that grant.");
        }
    }

    private Uni<Committed> keep(SqlConnection transaction, Asked asked, Client client) {
        Set<Scope> most = Scopes.common(asked.fit().most(), client.scopes());
        TokenClaims token =
                claims.ofClient(
                        bearing(asked, resource(asked, client.resources()), most), client.id());
        return policies.demand(transaction, asked.workspace(), client, Asking.NEW)
                .chain(() ->
                        vouching.begin(
                                transaction,
                                asked.issuer(),
                                asked.assertion(),
                                List.of(client.id())))
                .chain(() -> commit(transaction, "token.issue", token, asked));
    }

    private Bearing bearing(Asked asked, String resource, Set<Scope> most) {
        Set<Scope> scopes = Scopes.within(most, asked.form());
        if (scopes.isEmpty()) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "The rule leaves this workload no scope.");
        }
        return new Bearing(asked.issuer(), resource, scopes, asked.request().seq());
    }

    private String resource(Asked asked, List<String> open) {
        String usual = open.contains(resources.mcp()) ? resources.mcp() : open.getFirst();
        String resource = resources.namedIn(asked.form()).orElse(usual);
        if (!open.contains(resource)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not one of this client's.");
        }
        return resource;
    }

    /// An agent that is watched has to say what it is up to, and to report; this is no place for
    /// either.
    private Uni<Committed> agent(Asked asked, String agent) {
        return pool.withTransaction(transaction ->
                vouching.begin(transaction, asked.issuer(), asked.assertion(), List.of(agent))
                        .chain(() -> passports.bearer(transaction, asked.workspace(), agent))
                        .map(found ->
                                found.filter(one -> !one.suspended() && !one.blocked())
                                        .orElseThrow(() -> Refusal.invalidGrant("rule_agent_gone")))
                        .invoke(WorkloadVouched::demandUnwatched)
                        .chain(bearer -> keep(transaction, asked, agent, bearer)));
    }

    private static void demandUnwatched(Bearer bearer) {
        if (bearer.mode() != Mandate.Mode.STANDARD) {
            throw Refusal.because(
                    ErrorCode.INVALID_GRANT,
                    "The agent is watched: it asks with this assertion, or a key of its own, at"
                            + " /api/v1/passports/request, where it says what it is up to.",
                    "rule_agent_watched");
        }
    }

    private Uni<Committed> keep(
            SqlConnection transaction, Asked asked, String agent, Bearer bearer) {
        return memberships
                .role(transaction, asked.workspace(), bearer.owner())
                .map(role -> role.orElseThrow(() -> Refusal.invalidGrant("not_a_member")))
                .map(role -> passport(asked, agent, bearer, role))
                .call(token -> passports.insert(transaction, token, asked.issuer().id()))
                .chain(token -> commit(transaction, "passport.issue", token, asked));
    }

    private TokenClaims passport(Asked asked, String agent, Bearer bearer, Role role) {
        Set<Scope> most =
                Scopes.common(
                        asked.fit().most(), Scopes.common(bearer.scopes(), Scopes.usableBy(role)));
        String resource = resource(asked, resources.all());
        if (bearer.granted().services().isPresent() && !resource.equals(resources.mcp())) {
            throw Refusal.of(
                    ErrorCode.INVALID_TARGET, "The agent is for services behind the gateway only.");
        }
        TokenClaims passport =
                claims.ofAgent(bearing(asked, resource, most), agent, bearer.owner())
                        .under(bearer.plainly());
        return bearer.life()
                .map(life -> passport.issuedAt().plus(life))
                .filter(end -> end.isBefore(passport.expiresAt()))
                .map(passport::until)
                .orElse(passport);
    }

    private Uni<Committed> commit(
            SqlConnection transaction, String act, TokenClaims token, Asked asked) {
        return issuing.commit(transaction, act, token, Optional.empty(), asked.request().visitor());
    }
}
