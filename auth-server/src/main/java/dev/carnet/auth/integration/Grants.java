package dev.carnet.auth.integration;

import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.token.GrantLabel;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What can be done with grants, and by whom.
@Singleton
final class Grants {

    private final ConnectionStore store = new ConnectionStore();
    private final Pool pool;
    private final Revocations revocations;
    private final Clock clock;

    Grants(Pool pool, Revocations revocations, Clock clock) {
        this.pool = pool;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Whose grants the caller sees: everybody's, or those of one.
    static Optional<String> visible(ApiCall call) {
        return Role.AUDITORS.contains(call.caller().role())
                ? Optional.empty()
                : Optional.of(call.caller().subject());
    }

    /// The grant, if the caller may know of it.
    Uni<GrantView> find(SqlClient client, ApiCall call, String id) {
        return store.grant(client, call.workspace(), id)
                .map(found ->
                        found.filter(grant -> isVisible(call, grant))
                                .orElseThrow(Refused::notFound));
    }

    private static boolean isVisible(ApiCall call, GrantView grant) {
        return visible(call).isEmpty() || call.isPerson(grant.personId());
    }

    Uni<Deed> label(SqlConnection transaction, ApiCall call, String id, String typed) {
        String label = GrantLabel.clean(typed, "");
        if (label.isEmpty()) {
            throw Refused.field("/label", "holds nothing that can be shown");
        }
        return find(transaction, call, id)
                .invoke(grant -> demandReach(call, grant))
                .invoke(grant -> Versions.demand(call, grant.version()))
                .chain(grant -> store.label(transaction, call.workspace(), grant, label))
                .invoke(Grants::demandActive)
                .chain(() -> find(transaction, call, id))
                .map(grant ->
                        new Deed(
                                answer(grant),
                                call.event("grant.label", clock.instant())
                                        .with("grant", id)
                                        .hide("name", label),
                                List.of()));
    }

    private static void demandActive(boolean active) {
        if (!active) {
            throw new Refused(Refusal.NOT_ACTIVE, "It was revoked, or is being changed.");
        }
    }

    Uni<RevocationAnswer> revoke(ApiCall call, String id) {
        var order =
                new RevocationOrder(
                        call.workspace(),
                        RevocationType.GRANT,
                        id,
                        "",
                        call.event("grant.revoke", clock.instant()));
        return find(pool, call, id)
                .invoke(grant -> demandReach(call, grant))
                .chain(() -> revocations.revoke(order))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private static void demandReach(ApiCall call, GrantView grant) {
        if (!call.isPerson(grant.personId()) && !Role.OPERATORS.contains(call.caller().role())) {
            throw Refused.role("Only operators change what others allowed.");
        }
    }

    static Answer answer(GrantView grant) {
        return Answer.ok(grant).tagged(Versions.tag(grant.version()));
    }
}
