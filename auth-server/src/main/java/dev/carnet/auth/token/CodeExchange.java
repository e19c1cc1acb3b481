package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.CodeRules.Judged;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// `grant_type=authorization_code`: look, check, spend, and keep grant, refresh token and event in
/// one transaction; then sign; then the entry; then the answer.
@Singleton
final class CodeExchange {

    private final Pool pool;
    private final CodeStore codes;
    private final EndingLockStore locks;
    private final ClientPolicies policies;
    private final GrantStore grants;
    private final Families families;
    private final MembershipStore memberships;
    private final FeedPosition feed;
    private final AccessTokens accessTokens;
    private final Issuing issuing;
    private final Replays replays;
    private final Resources resources;
    private final Clock clock;

    CodeExchange(
            Pool pool,
            CodeStore codes,
            EndingLockStore locks,
            ClientPolicies policies,
            GrantStore grants,
            Families families,
            MembershipStore memberships,
            FeedPosition feed,
            AccessTokens accessTokens,
            Issuing issuing,
            Replays replays,
            Resources resources,
            Clock clock) {
        this.pool = pool;
        this.codes = codes;
        this.locks = locks;
        this.policies = policies;
        this.grants = grants;
        this.families = families;
        this.memberships = memberships;
        this.feed = feed;
        this.accessTokens = accessTokens;
        this.issuing = issuing;
        this.replays = replays;
        this.resources = resources;
        this.clock = clock;
    }

    private sealed interface Outcome {
        record Redeemed(Issuing.Committed committed) implements Outcome {}

        record Replayed(Grant grant) implements Outcome {}
    }

    /// Who asks for what, and from when on a revocation ends the token.
    private record Asked(
            Client client, Parameters form, Buffer hash, long seq, Instant now, Visitor visitor) {}

    Uni<TokenAnswer> exchange(Client client, Parameters form, Visitor visitor) {
        Buffer hash = OpaqueToken.hash(form.required("code"));
        var asked = new Asked(client, form, hash, feed.now(), clock.instant(), visitor);
        return pool.withTransaction(transaction -> redeem(transaction, asked))
                .chain(outcome ->
                        switch (outcome) {
                            case Outcome.Redeemed redeemed -> issuing.answer(redeemed.committed());
                            case Outcome.Replayed replayed ->
                                    replays.end(replayed.grant(), "code_replayed", visitor);
                        });
    }

    /// What is found redeemable is looked at again under the lock that a revocation of the client
    /// or the member takes too, so that none of them misses the grant this makes.
    private Uni<Outcome> redeem(SqlConnection transaction, Asked asked) {
        return look(transaction, asked)
                .chain(judged ->
                        switch (judged) {
                            case Judged.Redeemable ready ->
                                    admit(transaction, asked, ready.code().grant())
                                            .chain(() -> lock(transaction, ready.code()))
                                            .chain(() -> look(transaction, asked))
                                            .chain(again -> spend(transaction, asked, again));
                            case Judged.Spent spent -> replayed(spent.code().grant());
                        });
    }

    private Uni<Judged> look(SqlConnection transaction, Asked asked) {
        return codes.find(transaction, asked.hash())
                .map(row ->
                        CodeRules.judge(
                                row,
                                asked.client(),
                                asked.form(),
                                resources,
                                asked.visitor().key(),
                                asked.now()));
    }

    private Uni<Void> admit(SqlConnection transaction, Asked asked, Grant grant) {
        return policies.demand(transaction, grant.workspace(), asked.client(), Asking.NEW);
    }

    private Uni<Void> lock(SqlConnection transaction, Code code) {
        Grant grant = code.grant();
        List<String> ids =
                Stream.concat(Stream.of(grant.clientId(), grant.person()), code.provider().stream())
                        .toList();
        return locks.hold(transaction, grant.workspace(), ids);
    }

    private Uni<Outcome> spend(SqlConnection transaction, Asked asked, Judged judged) {
        return switch (judged) {
            case Judged.Redeemable ready -> spend(transaction, asked, ready.code().grant());
            case Judged.Spent spent -> replayed(spent.code().grant());
        };
    }

    private Uni<Outcome> spend(SqlConnection transaction, Asked asked, Grant grant) {
        return memberships
                .role(transaction, grant.workspace(), grant.person())
                .map(role -> role.orElseThrow(() -> Refusal.invalidGrant("not_a_member")))
                .chain(role ->
                        codes.spend(transaction, asked.hash(), asked.now())
                                .chain(won ->
                                        won
                                                ? keep(transaction, asked, grant, role)
                                                : replayed(grant)));
    }

    private Uni<Outcome> keep(SqlConnection transaction, Asked asked, Grant grant, Role role) {
        var scopes = Scopes.common(grant.scopes(), Scopes.usableBy(role));
        TokenClaims claims = accessTokens.ofGrant(grant, scopes, asked.seq(), asked.now());
        return families.begin(transaction, grant, asked.client(), asked.now())
                .call(() -> bind(transaction, asked, grant))
                .call(() -> grants.label(transaction, grant, asked.hash()))
                .chain(refreshToken ->
                        issuing.commit(
                                transaction, "token.issue", claims, refreshToken, asked.visitor()))
                .map(Outcome.Redeemed::new);
    }

    /// RFC 9449 §5: the refresh tokens of a public client are bound to its key; a confidential one
    /// proves itself anyway, and may change its key.
    private Uni<Void> bind(SqlConnection transaction, Asked asked, Grant grant) {
        return asked.visitor()
                .key()
                .filter(_ -> !asked.client().isConfidential())
                .map(key -> families.bind(transaction, grant, key))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Uni<Outcome> replayed(Grant grant) {
        return Uni.createFrom().item(new Outcome.Replayed(grant));
    }
}
