package dev.carnet.auth.device;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.device.DeviceStore.Decided;
import dev.carnet.auth.device.DeviceStore.Look;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.AccessTokens;
import dev.carnet.auth.token.Families;
import dev.carnet.auth.token.FeedPosition;
import dev.carnet.auth.token.Grant;
import dev.carnet.auth.token.GrantJourney;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.Issuing;
import dev.carnet.auth.token.Issuing.Committed;
import dev.carnet.auth.token.KeyBinding;
import dev.carnet.auth.token.Replays;
import dev.carnet.auth.token.TokenAnswer;
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

/// `grant_type=urn:ietf:params:oauth:grant-type:device_code`: count the look, judge it, spend, and
/// keep grant, refresh token and event in one transaction; then sign; then the entry; then the
/// answer.
@Singleton
final class DeviceGrant implements GrantJourney {

    private final Pool pool;
    private final DeviceStore store;
    private final EndingLockStore locks;
    private final Families families;
    private final MembershipStore memberships;
    private final ClientPolicies policies;
    private final FeedPosition feed;
    private final AccessTokens accessTokens;
    private final Issuing issuing;
    private final Replays replays;
    private final Resources resources;
    private final Clock clock;

    DeviceGrant(
            Pool pool,
            DeviceStore store,
            EndingLockStore locks,
            Families families,
            MembershipStore memberships,
            ClientPolicies policies,
            FeedPosition feed,
            AccessTokens accessTokens,
            Issuing issuing,
            Replays replays,
            Resources resources,
            Clock clock) {
        this.pool = pool;
        this.store = store;
        this.locks = locks;
        this.families = families;
        this.memberships = memberships;
        this.policies = policies;
        this.feed = feed;
        this.accessTokens = accessTokens;
        this.issuing = issuing;
        this.replays = replays;
        this.resources = resources;
        this.clock = clock;
    }

    @Override
    public GrantType grant() {
        return GrantType.DEVICE_CODE;
    }

    private record Asked(Client client, GrantRequest request, Buffer hash, long seq, Instant now) {}

    /// The look is counted whatever comes of it; so it is no part of the transaction that follows.
    @Override
    public Uni<TokenAnswer> answer(Client client, GrantRequest request) {
        Buffer hash = OpaqueToken.hash(request.form().required("device_code"));
        var asked = new Asked(client, request, hash, feed.now(), clock.instant());
        return store.look(pool, hash, client.id(), asked.now())
                .map(found -> found.orElseThrow(() -> Refusal.invalidGrant("device_code_unknown")))
                .chain(look -> judge(asked, look));
    }

    private Uni<TokenAnswer> judge(Asked asked, Look look) {
        KeyBinding.demand(look.code().key(), asked.request().visitor().key(), "device_code");
        if (look.early()) {
            throw waiting(ErrorCode.SLOW_DOWN, "Wait five seconds longer between two requests.");
        }
        return look.decided()
                .map(decided -> decided(asked, look, decided))
                .orElseThrow(() -> undecided(asked, look));
    }

    private static Refusal undecided(Asked asked, Look look) {
        return isOver(asked, look)
                ? waiting(ErrorCode.EXPIRED_TOKEN, "The code has expired; start again.")
                : waiting(ErrorCode.AUTHORIZATION_PENDING, "The person has not decided yet.");
    }

    private static boolean isOver(Asked asked, Look look) {
        return !asked.now().isBefore(look.code().expiresAt());
    }

    /// The ordinary course of waiting is no entry of the audit log.
    private static Refusal waiting(ErrorCode code, String text) {
        return Refusal.of(code, text).asRecorded();
    }

    private Uni<TokenAnswer> decided(Asked asked, Look look, Decided decided) {
        return switch (decided) {
            case Decided.Denied _ ->
                    throw Refusal.of(ErrorCode.ACCESS_DENIED, "The person denied the request.");
            case Decided.Allowed allowed -> allowed(asked, look, allowed);
        };
    }

    private Uni<TokenAnswer> allowed(Asked asked, Look look, Decided.Allowed allowed) {
        Grant grant = allowed.grant();
        if (look.spent()) {
            return replays.end(grant, "device_code_replayed", asked.request().visitor());
        }
        if (isOver(asked, look)) {
            throw waiting(ErrorCode.EXPIRED_TOKEN, "The code has expired; start again.");
        }
        if (!resources
                .namedIn(asked.request().form())
                .orElse(grant.resource())
                .equals(grant.resource())) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The grant is for another resource.");
        }
        return pool.withTransaction(transaction -> redeem(transaction, asked, allowed))
                .chain(issuing::answer);
    }

    /// A revocation of the client or the member waits for this, or is seen by it.
    private Uni<Committed> redeem(SqlConnection transaction, Asked asked, Decided.Allowed allowed) {
        Grant grant = allowed.grant();
        return policies.demand(transaction, grant.workspace(), asked.client(), Asking.NEW)
                .chain(() -> locks.hold(transaction, grant.workspace(), ties(allowed)))
                .chain(() -> memberships.role(transaction, grant.workspace(), grant.person()))
                .map(role -> role.orElseThrow(() -> Refusal.invalidGrant("not_a_member")))
                .chain(role ->
                        store.spend(transaction, asked.hash(), asked.now())
                                .invoke(DeviceGrant::demandSpent)
                                .chain(() -> keep(transaction, asked, allowed, role)));
    }

    private static List<String> ties(Decided.Allowed allowed) {
        Grant grant = allowed.grant();
        return Stream.concat(
                        Stream.of(grant.clientId(), grant.person()), allowed.provider().stream())
                .toList();
    }

    /// RFC 9449 §5: the refresh tokens of a public client are bound to its key.
    private Uni<Void> bind(SqlConnection transaction, Asked asked, Grant grant) {
        return asked.request()
                .visitor()
                .key()
                .filter(_ -> !asked.client().isConfidential())
                .map(key -> families.bind(transaction, grant, key))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static void demandSpent(boolean won) {
        if (!won) {
            throw Refusal.invalidGrant("device_code_spent_or_revoked");
        }
    }

    private Uni<Committed> keep(
            SqlConnection transaction, Asked asked, Decided.Allowed allowed, Role role) {
        Grant grant = allowed.grant();
        var scopes = Scopes.common(grant.scopes(), Scopes.usableBy(role));
        TokenClaims claims = accessTokens.ofGrant(grant, scopes, asked.seq(), asked.now());
        return families.begin(transaction, grant, asked.client(), asked.now())
                .call(() -> bind(transaction, asked, grant))
                .call(() -> families.label(transaction, grant, allowed.label(), allowed.provider()))
                .chain(refreshToken ->
                        issuing.commit(
                                transaction,
                                "token.issue",
                                claims,
                                refreshToken,
                                asked.request().visitor()));
    }
}
