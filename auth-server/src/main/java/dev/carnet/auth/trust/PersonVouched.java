package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.Grant;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.Issuing;
import dev.carnet.auth.token.Issuing.Committed;
import dev.carnet.auth.token.TokenAnswer;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The resource server's side of identity assertion authorization grants (ID-JAG): a configured
/// issuer says which person asks through this client. Check the claims, find the person, bound the
/// scopes; then policy, locks, the assertion's one use, the grant and the event in one transaction.
/// No refresh token: the issuer is asked again instead.
@Singleton
final class PersonVouched {

    private final AccountLinkStore links;
    private final MembershipStore memberships;
    private final ClientPolicies policies;
    private final Vouching vouching;
    private final VouchedGrantStore grants;
    private final VouchedClaims claims;
    private final Issuing issuing;
    private final Resources resources;
    private final Pool pool;
    private final Clock clock;
    private final String self;

    PersonVouched(
            AccountLinkStore links,
            MembershipStore memberships,
            ClientPolicies policies,
            Vouching vouching,
            VouchedGrantStore grants,
            VouchedClaims claims,
            Issuing issuing,
            Resources resources,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.links = links;
        this.memberships = memberships;
        this.policies = policies;
        this.vouching = vouching;
        this.grants = grants;
        this.claims = claims;
        this.issuing = issuing;
        this.resources = resources;
        this.pool = pool;
        this.clock = clock;
        this.self = config.issuer();
    }

    /// Everything that was asked.
    private record Asked(
            Client client, GrantRequest request, Assertion assertion, String resource) {

        Parameters form() {
            return request.form();
        }
    }

    /// Whom an issuer means.
    ///
    /// @param linked whether it is known by subject already; else by e-mail address
    private record Meant(TrustedIssuer issuer, String person, boolean linked) {}

    /// @param trusted under which the signature holds
    Uni<TokenAnswer> answer(
            Client client, GrantRequest request, Assertion assertion, List<TrustedIssuer> trusted) {
        assertion.check(Set.of(self), Limits.ID_JAG_LIFE, clock.instant());
        Assertion.require(
                assertion.required("client_id").equals(client.id()), "assertion_of_another_client");
        var asked =
                new Asked(client, request, assertion, resource(client, request.form(), assertion));
        List<TrustedIssuer> open =
                trusted.stream()
                        .filter(issuer -> issuer.vouchesThrough(client.id(), client.workspace()))
                        .filter(issuer -> Workspaces.isAbout(issuer, assertion, request.form()))
                        .toList();
        return meant(asked, open)
                .map(Workspaces::only)
                .chain(one -> pool.withTransaction(transaction -> keep(transaction, asked, one)))
                .chain(issuing::answer);
    }

    /// A resource in the assertion limits the token; the request may choose among several.
    private String resource(Client client, Parameters form, Assertion assertion) {
        List<String> vouched =
                assertion.texts("resource").stream().map(this::known).distinct().toList();
        Optional<String> named = resources.namedIn(form);
        String first = vouched.isEmpty() ? resources.mcp() : vouched.getFirst();
        String resource = named.orElse(first);
        boolean within = vouched.isEmpty() || vouched.contains(resource);
        boolean own =
                client.standing() == Client.Standing.STRANGER
                        || client.resources().contains(resource);
        if (!within || !own) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not one of the grant's.");
        }
        return resource;
    }

    private String known(String resource) {
        try {
            return resources.find(resource);
        } catch (Refusal unknown) {
            throw Refusal.invalidGrant("assertion_resource");
        }
    }

    /// The members that the workspaces' issuers mean, each as of now.
    private Uni<List<Meant>> meant(Asked asked, List<TrustedIssuer> open) {
        Uni<List<Meant>> found = Uni.createFrom().item(List.of());
        for (TrustedIssuer issuer : open) {
            found =
                    found.chain(before ->
                            meant(asked, issuer).chain(this::member).map(one -> with(before, one)));
        }
        return found;
    }

    private static List<Meant> with(List<Meant> before, Optional<Meant> one) {
        var all = new ArrayList<>(before);
        one.ifPresent(all::add);
        return List.copyOf(all);
    }

    private Uni<Optional<Meant>> meant(Asked asked, TrustedIssuer issuer) {
        return links.person(pool, issuer, asked.assertion().subject())
                .chain(linked ->
                        linked.isPresent()
                                ? Uni.createFrom()
                                        .item(linked.map(who -> new Meant(issuer, who, true)))
                                : byEmail(asked, issuer));
    }

    /// Only where the owner allows it, and only an address the issuer does not call unverified.
    private Uni<Optional<Meant>> byEmail(Asked asked, TrustedIssuer issuer) {
        boolean verified = asked.assertion().claims().path("email_verified").asBoolean(true);
        Optional<Email> email =
                asked.assertion()
                        .text("email")
                        .filter(_ -> issuer.linkByEmail() && verified)
                        .flatMap(Email::of);
        return email.map(one -> links.member(pool, issuer.workspace(), one.text()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(who -> who.map(person -> new Meant(issuer, person, false)));
    }

    private Uni<Optional<Meant>> member(Optional<Meant> meant) {
        return meant.map(one ->
                        memberships
                                .role(pool, one.issuer().workspace(), one.person())
                                .map(role -> role.map(_ -> one)))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Committed> keep(SqlConnection transaction, Asked asked, Meant meant) {
        TrustedIssuer issuer = meant.issuer();
        return policies.demand(transaction, issuer.workspace(), asked.client(), Asking.NEW)
                .chain(() ->
                        vouching.begin(
                                transaction,
                                issuer,
                                asked.assertion(),
                                List.of(asked.client().id(), meant.person())))
                .chain(() -> link(transaction, asked, meant))
                .chain(() -> memberships.role(transaction, issuer.workspace(), meant.person()))
                .map(role -> role.orElseThrow(() -> Refusal.invalidGrant("not_a_member")))
                .chain(role -> issue(transaction, asked, meant, role));
    }

    /// From now on the subject counts and the address does not, so that an address that changes
    /// hands takes nobody's account along.
    private Uni<Void> link(SqlConnection transaction, Asked asked, Meant meant) {
        if (meant.linked()) {
            return stillLinked(transaction, asked, meant);
        }
        var link =
                new AccountLink(
                        Ids.fresh("lnk"),
                        meant.issuer().id(),
                        asked.assertion().subject(),
                        meant.person(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        return links.insert(transaction, meant.issuer().workspace(), link)
                .invoke(won -> Assertion.require(won, "subject_linked_meanwhile"))
                .replaceWithVoid();
    }

    /// Whoever removes the link waits for this, or is seen by it.
    private Uni<Void> stillLinked(SqlConnection transaction, Asked asked, Meant meant) {
        return links.person(transaction, meant.issuer(), asked.assertion().subject())
                .invoke(person ->
                        Assertion.require(
                                person.equals(Optional.of(meant.person())), "account_unlinked"))
                .replaceWithVoid();
    }

    private Uni<Committed> issue(SqlConnection transaction, Asked asked, Meant meant, Role role) {
        TrustedIssuer issuer = meant.issuer();
        Set<Scope> scopes = scopes(asked, issuer, role);
        var fresh =
                new Grant(
                        issuer.workspace(),
                        Ids.fresh("grt"),
                        meant.person(),
                        asked.client().id(),
                        scopes,
                        asked.resource());
        var bearing =
                new VouchedClaims.Bearing(issuer, asked.resource(), scopes, asked.request().seq());
        return grants.keep(transaction, issuer, fresh, asked.client(), clock.instant())
                .chain(grant ->
                        issuing.commit(
                                transaction,
                                "token.issue",
                                claims.ofPerson(bearing, grant),
                                Optional.empty(),
                                asked.request().visitor()));
    }

    /// What is asked for, as far as the assertion, the issuer, the client and the role allow it.
    private static Set<Scope> scopes(Asked asked, TrustedIssuer issuer, Role role) {
        Set<Scope> vouched =
                asked.assertion().text("scope").map(Scope::parse).orElse(Scopes.DEFAULT);
        Set<Scope> wanted = Scopes.asked(asked.form()).orElse(vouched);
        Set<Scope> open = Scopes.common(issuer.most(), asked.client().askable());
        Set<Scope> scopes =
                Scopes.common(
                        Scopes.common(wanted, vouched), Scopes.common(open, Scopes.usableBy(role)));
        if (scopes.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.INVALID_SCOPE, "None of the scopes is open to this assertion.");
        }
        return scopes;
    }
}
