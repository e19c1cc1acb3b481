package dev.carnet.mcp.server;

import dev.carnet.mcp.server.Templates.Mould;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.server.ServerDeeds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Servers that a template owns: they change by the template, or leave it.
@Singleton
final class OwnedServers {

    private final Registry registry;
    private final ServerStore store;
    private final Templates templates;
    private final Clock clock;

    OwnedServers(Registry registry, ServerStore store, Templates templates, Clock clock) {
        this.clock = clock;
        this.registry = registry;
        this.store = store;
        this.templates = templates;
    }

    /// Brings a server to what its template says now. Another address or authentication has to be
    /// approved, and so has every tool that is another.
    Uni<Deed> renew(SqlConnection transaction, ApiCall call, String id, TemplateEdit edit) {
        return registry.find(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .chain(old ->
                        variables(transaction, old, edit)
                                .map(variables -> templates.mould(Moulding.owner(old), variables))
                                .chain(mould -> renew(transaction, call, old, mould)));
    }

    private Uni<Map<String, String>> variables(
            SqlConnection transaction, ServerRow server, TemplateEdit edit) {
        return edit.variables()
                .map(given -> Uni.createFrom().item(given))
                .orElseGet(() -> templates.variables(transaction, server.workspace(), server.id()));
    }

    private Uni<Deed> renew(SqlConnection transaction, ApiCall call, ServerRow old, Mould mould) {
        var shape =
                new Shape(
                        mould.transport(),
                        mould.address(),
                        mould.authentication(),
                        old.shape().privateAllowed());
        ServerRow anew =
                old.with(
                        old.name(),
                        shape.equals(old.shape()) ? shape : Registry.judged(call, shape),
                        old.bounds());
        return Audiences.demandOwn(transaction, store, anew)
                .chain(() -> store.update(transaction, anew))
                .invoke(Registry::demandUnchanged)
                .chain(() -> templates.furnish(transaction, call, old.id(), mould))
                .chain(changes -> told(transaction, call, old, "server.template.renew", changes));
    }

    /// Takes a server from its template: what it says now stays, and is edited by hand from here.
    Uni<Deed> detach(SqlConnection transaction, ApiCall call, String id) {
        return registry.find(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .invoke(Moulding::owner)
                .call(old -> store.detach(transaction, old).invoke(Registry::demandUnchanged))
                .call(old -> templates.detach(transaction, old.workspace(), old.id()))
                .chain(old -> told(transaction, call, old, "server.template.detach", List.of()));
    }

    private Uni<Deed> told(
            SqlConnection transaction,
            ApiCall call,
            ServerRow old,
            String act,
            List<ChangeBody> changes) {
        return registry.find(transaction, call, old.id())
                .map(now ->
                        ServerDeeds.deed(
                                Registry.tagged(now),
                                Registry.event(clock, call, act, now)
                                        .with("kind", Optional.of(Moulding.owner(old))),
                                changes));
    }
}
