package dev.carnet.mcp.server;

import dev.carnet.mcp.vault.Sealed;
import dev.carnet.mcp.vault.Vault;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What an operator can do with servers. Every change is known to every replica before it is
/// answered.
@Singleton
final class Registry {

    private final ServerStore store;
    private final Vault vault;
    private final Pool pool;
    private final Clock clock;

    Registry(ServerStore store, Vault vault, Pool pool, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.pool = pool;
        this.clock = clock;
    }

    /// The server a request asks for, without its secret.
    ServerRow draft(ApiCall call, ServerRequest request) {
        Authentication how = request.authentication().orElse(Authentication.NONE);
        Shape shape =
                new ServerDraft(call)
                        .shape(
                                request.transport().orElse("http"),
                                request.address(),
                                how,
                                request.privateAllowed().orElse(false));
        request.secret().ifPresent(secret -> ServerDraft.demandSecret(how, secret));
        return new ServerRow(
                call.workspace(),
                Ids.fresh("srv"),
                request.slug().orElseGet(() -> ServerDraft.slug(request.name())),
                request.name(),
                shape,
                request.limits().orElse(ServerBounds.USUAL),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                call.caller().subject(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> register(
            SqlConnection transaction, ApiCall call, ServerRow server, Optional<String> secret) {
        return store.count(transaction, server.workspace())
                .invoke(Registry::demandRoom)
                .chain(() -> kept(server, secret))
                .chain(whole ->
                        store.insert(transaction, whole)
                                .invoke(written -> demandFree(written, whole))
                                .replaceWith(whole))
                .map(whole ->
                        deed(
                                Answer.created(whole.view(), "/servers/" + whole.id())
                                        .tagged(Versions.tag(1)),
                                event(call, "server.register", whole)));
    }

    private static void demandRoom(int servers) {
        if (servers >= ServerLimits.SERVERS) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "A workspace has at most " + ServerLimits.SERVERS + " servers.");
        }
    }

    private static void demandFree(boolean written, ServerRow server) {
        if (!written) {
            throw new Refused(
                    Refusal.ALREADY_EXISTS,
                    "The slug "
                            + server.slug()
                            + " is, or once was, that of a server or toolset; give another.");
        }
    }

    private Uni<ServerRow> kept(ServerRow server, Optional<String> secret) {
        return secret.map(text ->
                        vault.seal(Passes.spot(server.workspace(), server.id()), text)
                                .map(sealed -> server.withSecret(kept(sealed, text))))
                .orElseGet(() -> Uni.createFrom().item(server));
    }

    private ServerRow.Kept kept(Sealed sealed, String secret) {
        return new ServerRow.Kept(
                sealed, lastFour(secret), clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /// Of short secrets nothing is shown: four of eight characters would be half of it.
    private static String lastFour(String secret) {
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
                old -> store.update(transaction, edited(call, old, edit)));
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

    private static Shape judged(ApiCall call, Shape shape) {
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
                    demandOwnerForPrivate(call, old);
                    return store.approve(
                            transaction, old, call.caller().subject(), clock.instant());
                });
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
                .invoke(old -> demandMine(call, old))
                .call(old -> store.delete(transaction, old).invoke(Registry::demandUnchanged))
                .map(old -> deed(Answer.ok(old.view()), event(call, "server.delete", old)));
    }

    /// One change of a server that is edited by hand, at the version the caller saw.
    private Uni<Deed> change(
            SqlConnection transaction,
            ApiCall call,
            String id,
            String act,
            Function<ServerRow, Uni<Boolean>> statement) {
        return find(transaction, call, id)
                .invoke(old -> demandMine(call, old))
                .call(old -> statement.apply(old).invoke(Registry::demandUnchanged))
                .chain(() -> find(transaction, call, id))
                .map(now -> deed(tagged(now), event(call, act, now)));
    }

    private static void demandMine(ApiCall call, ServerRow server) {
        Versions.demand(call, server.version());
        server.managedBy()
                .ifPresent(owner -> {
                    throw new Refused(
                            Refusal.MANAGED,
                            "The template " + owner + " owns this server; edit it there.");
                });
    }

    private static void demandUnchanged(boolean unchanged) {
        if (!unchanged) {
            throw Versions.changedMeanwhile();
        }
    }

    /// The answer that shows a server.
    static Answer tagged(ServerRow server) {
        return Answer.ok(server.view()).tagged(Versions.tag(server.version()));
    }

    private Event event(ApiCall call, String act, ServerRow server) {
        return call.event(act, clock.instant())
                .with("srv", server.id())
                .with("type", server.shape().authentication().kind())
                .hide("name", server.name())
                .hide("uri", server.shape().address());
    }

    private static Deed deed(Answer answer, Event event) {
        return new Deed(answer, event, List.of(new GatewayChanged(Servers.PART)));
    }
}
