package dev.carnet.mcp.server;

import dev.carnet.mcp.vault.Vault;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.server.ServerDeeds;
import dev.carnet.shared.server.ServerDeeds.Named;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/// What an operator can do with servers. Every change is known to every replica before it is
/// answered.
@Singleton
final class Registry {

    private final ServerStore store;
    private final Vault vault;
    private final Pool pool;
    private final Clock clock;
    private final Rejecting rejecting;

    Registry(ServerStore store, Vault vault, Pool pool, Clock clock, Rejecting rejecting) {
        this.rejecting = rejecting;
        this.store = store;
        this.vault = vault;
        this.pool = pool;
        this.clock = clock;
    }

    /// Of short secrets nothing is shown: four of eight characters would be half of it.
    static String lastFour(String secret) {
        return secret.length() < 12 ? "" : secret.substring(secret.length() - 4);
    }

    Uni<List<ServerRow>> list(ApiCall call, ServerStore.Filter filter, Slice slice) {
        return store.list(pool, call.workspace(), filter, slice);
    }

    Uni<ServerRow> find(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    Uni<ServerRow> find(ApiCall call, String id) {
        return find(pool, call, id);
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, ServerEdit edit) {
        return change(
                transaction,
                call,
                id,
                "server.edit",
                old -> {
                    Moulding.demandFree(old);
                    ServerRow anew = edited(call, old, edit);
                    return Audiences.demandOwn(transaction, store, anew)
                            .chain(() -> store.update(transaction, anew));
                });
    }

    private static ServerRow edited(ApiCall call, ServerRow old, ServerEdit edit) {
        Shape was = old.shape();
        Shape shape =
                new Shape(
                        edit.transport().orElse(was.transport()),
                        edit.address().orElse(was.address()),
                        edit.authentication().orElse(was.authentication()),
                        edit.privateAllowed().orElse(was.privateAllowed()));
        return old.with(
                edit.name().orElse(old.name()),
                shape.equals(was) ? was : judged(call, shape),
                edit.limits().orElse(old.bounds()));
    }

    static Shape judged(ApiCall call, Shape shape) {
        return new ServerDraft(call)
                .shape(
                        shape.transport(),
                        shape.address(),
                        shape.authentication(),
                        shape.privateAllowed());
    }

    Uni<Deed> enable(SqlConnection transaction, ApiCall call, String id, boolean enabled) {
        return change(
                transaction,
                call,
                id,
                enabled ? "server.enable" : "server.disable",
                old -> store.enable(transaction, old, enabled));
    }

    Uni<Deed> approve(SqlConnection transaction, ApiCall call, String id) {
        return change(
                transaction,
                call,
                id,
                "server.approve",
                old -> {
                    Versions.demandNamed(call, old.version());
                    demandOwnerForPrivate(call, old);
                    return store.approve(
                            transaction, old, call.caller().subject(), clock.instant());
                });
    }

    /// Turns a server down that waits for approval.
    Uni<Deed> reject(SqlConnection transaction, ApiCall call, String id, String reason) {
        return change(
                        transaction,
                        call,
                        id,
                        "server.reject",
                        old -> {
                            if (old.state() != State.PENDING) {
                                throw new Refused(
                                        Refusal.NOT_ACTIVE,
                                        "It does not wait for approval: it is "
                                                + old.state().wire()
                                                + ". What is approved is switched off with /disable.");
                            }
                            return rejecting.reject(
                                    transaction,
                                    old,
                                    new Server.RejectionView(
                                            call.caller().subject(), reason, clock.instant()));
                        })
                .map(deed ->
                        new Deed(
                                deed.answer(),
                                deed.event().hide("reason", reason),
                                deed.changes()));
    }

    private static void demandOwnerForPrivate(ApiCall call, ServerRow server) {
        new ServerDraft(call)
                .shape(
                        server.shape().transport(),
                        server.shape().address(),
                        server.shape().authentication(),
                        server.shape().privateAllowed());
    }

    Uni<Deed> replaceSecret(SqlConnection transaction, ApiCall call, String id, String secret) {
        return change(
                transaction,
                call,
                id,
                "server.secret.rotate",
                old -> {
                    ServerDraft.demandSecret(old.shape().authentication(), secret);
                    return vault.seal(Passes.spot(old.workspace(), old.id()), secret)
                            .chain(sealed ->
                                    store.replaceSecret(
                                            transaction,
                                            old,
                                            sealed,
                                            lastFour(secret),
                                            clock.instant()));
                });
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String id) {
        return find(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .invoke(Moulding::demandFree)
                .call(old -> store.delete(transaction, old).invoke(Registry::demandUnchanged))
                .map(old ->
                        ServerDeeds.deed(
                                Answer.ok(old.view()),
                                event(clock, call, "server.delete", old),
                                List.of()));
    }

    /// One change of a server, at the version the caller saw.
    private Uni<Deed> change(
            SqlConnection transaction,
            ApiCall call,
            String id,
            String act,
            Function<ServerRow, Uni<Boolean>> statement) {
        return find(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .call(old -> statement.apply(old).invoke(Registry::demandUnchanged))
                .chain(() -> find(transaction, call, id))
                .map(now -> ServerDeeds.deed(tagged(now), event(clock, call, act, now), List.of()));
    }

    static void demandUnchanged(boolean unchanged) {
        if (!unchanged) {
            throw Versions.changedMeanwhile();
        }
    }

    /// The answer that shows a server.
    static Answer tagged(ServerRow server) {
        return Answer.ok(server.view()).tagged(Versions.tag(server.version()));
    }

    static Event event(Clock clock, ApiCall call, String act, ServerRow server) {
        return ServerDeeds.event(
                call,
                act,
                clock.instant(),
                new Named(
                        server.id(),
                        server.shape().authentication().kind(),
                        server.name(),
                        server.shape().address()));
    }
}
