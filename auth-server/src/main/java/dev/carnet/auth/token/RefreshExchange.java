package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.policy.ClientPolicies.Ruling;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// `grant_type=refresh_token`: look, check, rotate by compare-and-swap, event beside it, in one
/// transaction; then sign; then the entry; then the answer.
@Singleton
final class RefreshExchange {

    private final Pool pool;
    private final RefreshStore tokens;
    private final ClientPolicies policies;
    private final Families families;
    private final MembershipStore memberships;
    private final FeedPosition feed;
    private final AccessTokens accessTokens;
    private final Issuing issuing;
    private final Replays replays;
    private final Resources resources;
    private final ServiceConfig config;
    private final Clock clock;

    RefreshExchange(
            Pool pool,
            RefreshStore tokens,
            ClientPolicies policies,
            Families families,
            MembershipStore memberships,
            FeedPosition feed,
            AccessTokens accessTokens,
            Issuing issuing,
            Replays replays,
            Resources resources,
            ServiceConfig config,
            Clock clock) {
        this.pool = pool;
        this.tokens = tokens;
        this.policies = policies;
        this.families = families;
        this.memberships = memberships;
        this.feed = feed;
        this.accessTokens = accessTokens;
        this.issuing = issuing;
        this.replays = replays;
        this.resources = resources;
        this.config = config;
        this.clock = clock;
    }

    private sealed interface Outcome {
        record Rotated(Issuing.Committed committed) implements Outcome {}

        record Repeated(TokenClaims claims, String successor) implements Outcome {}

        record Replayed(Grant grant) implements Outcome {}
    }

    private record Asked(
            Client client,
            Parameters form,
            String presented,
            long seq,
            Instant now,
            Visitor visitor) {

        Buffer hash() {
            return OpaqueToken.hash(presented);
        }
    }

    Uni<TokenAnswer> exchange(Client client, Parameters form, Visitor visitor) {
        String presented = form.required("refresh_token");
        var asked = new Asked(client, form, presented, feed.now(), clock.instant(), visitor);
        return pool.withTransaction(transaction -> refresh(transaction, asked))
                .chain(outcome ->
                        switch (outcome) {
                            case Outcome.Rotated rotated -> issuing.answer(rotated.committed());
                            case Outcome.Repeated repeated ->
                                    issuing.answer(
                                            "token.refresh_grace",
                                            repeated.claims(),
                                            Optional.of(repeated.successor()),
                                            visitor);
                            case Outcome.Replayed replayed ->
                                    replays.end(replayed.grant(), "refresh_replayed", visitor);
                        });
    }

    private Uni<Outcome> refresh(SqlConnection transaction, Asked asked) {
        return look(transaction, asked)
                .chain(judged ->
                        switch (judged) {
                            case RefreshRules.Judged.Newest newest ->
                                    claims(transaction, asked, newest.grant())
                                            .chain(claims ->
                                                    rotate(
                                                            transaction,
                                                            asked,
                                                            newest.grant(),
                                                            claims));
                            case RefreshRules.Judged.Repeated repeated ->
                                    claims(transaction, asked, repeated.grant())
                                            .map(claims -> repeated(asked, repeated, claims));
                            case RefreshRules.Judged.Replayed replayed ->
                                    Uni.createFrom().item(new Outcome.Replayed(replayed.grant()));
                        });
    }

    private Uni<RefreshRules.Judged> look(SqlConnection transaction, Asked asked) {
        return tokens.find(transaction, asked.hash())
                .invoke(row -> demandKey(row, asked))
                .chain(row ->
                        ruling(transaction, asked, row)
                                .map(ruling ->
                                        RefreshRules.judge(
                                                row,
                                                asked.client(),
                                                asked.now(),
                                                ruling,
                                                grace(asked.client(), ruling))));
    }

    private Uni<Ruling> ruling(
            SqlConnection transaction, Asked asked, Optional<RefreshStore.Found> row) {
        return row.map(found ->
                        policies.ruling(transaction, found.grant().workspace(), asked.client()))
                .orElseGet(() -> Uni.createFrom().item(Ruling.NONE));
    }

    /// The client's own window, else the workspace's for such clients, else everybody's.
    private Duration grace(Client client, Ruling ruling) {
        return client.traits()
                .grace()
                .or(ruling::grace)
                .orElseGet(() -> Duration.ofSeconds(config.refreshGraceSeconds()));
    }

    /// Before anything else: whoever does not hold the key is refused at once, and harms nobody by
    /// it, so there is nothing to end and no window to grant (RFC 9449 §5).
    private static void demandKey(Optional<RefreshStore.Found> row, Asked asked) {
        row.ifPresent(found -> KeyBinding.demand(found.key(), asked.visitor().key(), "refresh"));
    }

    /// The scope may shrink, by the request or by the role of the moment, and never grows.
    private Uni<TokenClaims> claims(SqlConnection transaction, Asked asked, Grant grant) {
        CodeRules.demandResource(asked.form(), resources, grant.resource());
        var wanted = Scopes.within(grant.scopes(), asked.form());
        return memberships
                .role(transaction, grant.workspace(), grant.person())
                .map(role -> role.orElseThrow(() -> Refusal.invalidGrant("not_a_member")))
                .map(role -> Scopes.common(wanted, Scopes.usableBy(role)))
                .map(scopes -> accessTokens.ofGrant(grant, scopes, asked.seq(), asked.now()));
    }

    private Uni<Outcome> rotate(
            SqlConnection transaction, Asked asked, Grant grant, TokenClaims claims) {
        if (asked.client().traits().isFapi()) {
            return keep(transaction, asked, grant, claims);
        }
        return families.rotate(transaction, asked.presented(), grant, asked.now())
                .chain(successor ->
                        successor.isPresent()
                                ? rotated(transaction, asked, claims, successor)
                                : refresh(transaction, asked));
    }

    /// FAPI 2.0 §5.3.2.1: no rotation. Whoever uses the token proves two keys, the client's and the
    /// access token's, so that a stolen one is worth nothing; and a lost answer costs no sign-in.
    private Uni<Outcome> keep(
            SqlConnection transaction, Asked asked, Grant grant, TokenClaims claims) {
        return families.keep(transaction, asked.presented(), grant, asked.now())
                .chain(() -> rotated(transaction, asked, claims, Optional.empty()));
    }

    private Uni<Outcome> rotated(
            SqlConnection transaction,
            Asked asked,
            TokenClaims claims,
            Optional<String> successor) {
        return issuing.commit(transaction, "token.refresh", claims, successor, asked.visitor())
                .map(Outcome.Rotated::new);
    }

    private static Outcome repeated(
            Asked asked, RefreshRules.Judged.Repeated repeated, TokenClaims claims) {
        String successor =
                SuccessorSeal.open(asked.presented(), repeated.sealedSuccessor())
                        .orElseThrow(() -> new IllegalStateException("a successor does not open"));
        return new Outcome.Repeated(claims, successor);
    }
}
