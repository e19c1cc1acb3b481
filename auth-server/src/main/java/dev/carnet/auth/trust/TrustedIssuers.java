package dev.carnet.auth.trust;

import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What can be done with trusted issuers. To disable one is a revocation: every token that rests on
/// its word carries its id, and ends by the revocation's number.
@Singleton
final class TrustedIssuers {

    private final TrustedIssuerStore store;
    private final TrustTargetStore targets;
    private final Revocations revocations;
    private final Pool pool;
    private final Clock clock;

    TrustedIssuers(
            TrustedIssuerStore store,
            TrustTargetStore targets,
            Revocations revocations,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.targets = targets;
        this.revocations = revocations;
        this.pool = pool;
        this.clock = clock;
    }

    TrustedIssuer draft(ApiCall call, TrustedIssuerRequest request) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new IssuerDraft(call, request).issuer(Ids.fresh("tis"), now, 1);
    }

    Uni<Deed> trust(SqlConnection transaction, ApiCall call, TrustedIssuer issuer) {
        return demandTargets(transaction, issuer)
                .chain(() -> store.insert(transaction, issuer))
                .replaceWith(() ->
                        new Deed(
                                Answer.created(issuer, "/trusted-issuers/" + issuer.id())
                                        .tagged(Versions.tag(1)),
                                call.event("issuer.trust", issuer.createdAt())
                                        .with("id", issuer.id())
                                        .with("type", issuer.kind())
                                        .with("scope", String.join(" ", issuer.scopes()))
                                        .hide("name", issuer.name())
                                        .hide("uri", issuer.issuer()),
                                List.of()));
    }

    Uni<List<TrustedIssuer>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), slice);
    }

    Uni<Response> find(ApiCall call, String id) {
        return read(pool, call, id).map(issuer -> answer(issuer).response());
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, TrustedIssuerEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .map(old -> edited(call, old, edit))
                .call(issuer -> demandTargets(transaction, issuer))
                .call(issuer -> store.update(transaction, issuer).invoke(this::demandUnchanged))
                .chain(() -> read(transaction, call, id))
                .map(issuer -> new Deed(answer(issuer), event(call, issuer, edit), List.of()));
    }

    private Event event(ApiCall call, TrustedIssuer issuer, TrustedIssuerEdit edit) {
        return call.event(
                        edit.status().isPresent() ? "issuer.resume" : "issuer.edit",
                        clock.instant())
                .with("id", issuer.id())
                .with("scope", String.join(" ", issuer.scopes()))
                .hide("name", issuer.name());
    }

    /// A disabled issuer stays so unless the edit says otherwise.
    private static TrustedIssuer edited(ApiCall call, TrustedIssuer old, TrustedIssuerEdit edit) {
        TrustedIssuer draft =
                new IssuerDraft(call, edit.over(old))
                        .issuer(old.id(), old.createdAt(), old.version());
        return edit.status().isPresent() ? draft : draft.with(old.status());
    }

    private void demandUnchanged(boolean unchanged) {
        if (!unchanged) {
            throw Versions.changedMeanwhile();
        }
    }

    /// Disables the issuer and ends what rests on its word.
    Uni<Response> disable(ApiCall call, String id) {
        return revoke(call, id, "issuer.disable", false).chain(() -> find(call, id));
    }

    /// Deletes the issuer and ends what rests on its word.
    Uni<RevocationAnswer> delete(ApiCall call, String id) {
        return revoke(call, id, "issuer.delete", true);
    }

    private Uni<RevocationAnswer> revoke(ApiCall call, String id, String act, boolean forGood) {
        var order =
                new RevocationOrder(
                        call.workspace(),
                        RevocationType.ISSUER,
                        id,
                        "",
                        call.event(act, clock.instant()));
        return revocations
                .revoke(order, transaction -> end(transaction, call, id, forGood))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private Uni<List<ChangeBody>> end(
            SqlConnection transaction, ApiCall call, String id, boolean forGood) {
        return read(transaction, call, id)
                .invoke(issuer -> Versions.demand(call, issuer.version()))
                .chain(() -> store.end(transaction, call.workspace(), id, forGood))
                .replaceWith(List.of());
    }

    /// A rule may only name what the workspace has.
    private Uni<Void> demandTargets(SqlConnection transaction, TrustedIssuer issuer) {
        List<String> clients = issuer.rules().stream().flatMap(r -> r.clientId().stream()).toList();
        List<String> agents = issuer.rules().stream().flatMap(r -> r.agentId().stream()).toList();
        return targets.all(transaction, issuer.workspace(), clients, agents)
                .invoke(all -> {
                    if (!all) {
                        throw Refused.field("/rules", "names a client or agent that is not here");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<TrustedIssuer> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static Answer answer(TrustedIssuer issuer) {
        return Answer.ok(issuer).tagged(Versions.tag(issuer.version()));
    }
}
