package dev.carnet.mcp.toolset;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Collisions;
import dev.carnet.mcp.pin.PinStore;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What can be done with toolsets.
@Singleton
class Toolsets implements Collisions {

    private final ToolsetStore store;
    private final ShelfStore shelves;
    private final PinStore pins;
    private final Backends backends;
    private final Pool pool;
    private final Clock clock;
    private final String mcpUrl;

    Toolsets(
            ToolsetStore store,
            ShelfStore shelves,
            PinStore pins,
            Backends backends,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.shelves = shelves;
        this.pins = pins;
        this.backends = backends;
        this.pool = pool;
        this.clock = clock;
        this.mcpUrl = config.mcpUrl();
    }

    Toolset draft(ApiCall call, ToolsetRequest request) {
        return new Toolset(
                Ids.fresh("tls"),
                request.slug(),
                request.name(),
                request.members(),
                mcpUrl + "/" + call.workspace() + "/" + request.slug(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> create(SqlConnection transaction, ApiCall call, Toolset toolset) {
        return demandSound(transaction, call, toolset)
                .chain(() -> store.count(transaction, call.workspace()))
                .invoke(Toolsets::demandRoom)
                .chain(() -> store.insert(transaction, call.workspace(), toolset))
                .invoke(made -> demandFree(made && isFree(call, toolset)))
                .replaceWith(() ->
                        deed(
                                call,
                                "toolset.create",
                                toolset,
                                Answer.created(toolset, "/toolsets/" + toolset.id())
                                        .tagged(Versions.tag(1))));
    }

    Uni<List<Toolset>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), slice);
    }

    Uni<Response> find(ApiCall call, String id) {
        return read(pool, call, id).map(toolset -> answer(toolset).response());
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, ToolsetEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .map(edit::over)
                .call(toolset -> demandSound(transaction, call, toolset))
                .call(toolset ->
                        store.update(transaction, call.workspace(), toolset)
                                .invoke(Toolsets::demandDone))
                .chain(() -> read(transaction, call, id))
                .map(toolset -> deed(call, "toolset.edit", toolset, answer(toolset)));
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(toolset -> Versions.demand(call, toolset.version()))
                .call(() ->
                        store.delete(transaction, call.workspace(), id, clock.instant())
                                .invoke(Toolsets::demandDone))
                .map(toolset -> deed(call, "toolset.delete", toolset, Answer.ok(toolset)));
    }

    /// The toolset of that id.
    Uni<Toolset> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    /// What members name must be there, and no two things of a toolset may have one name.
    private Uni<Void> demandSound(SqlConnection transaction, ApiCall call, Toolset toolset) {
        for (Member member : toolset.members()) {
            if (!member.sound()) {
                throw Refused.field(
                        "/members", "has a name without a kind, or an alias for several things");
            }
            if (backends.find(call.workspace(), member.serverId()).isEmpty()) {
                throw Refused.field("/members", "names an unknown server");
            }
        }
        return pins.lockNames(transaction, call.workspace())
                .chain(() -> pins.approved(transaction, Optional.of(call.workspace())))
                .invoke(approved -> demandDistinct(call, toolset, approved))
                .replaceWithVoid();
    }

    private void demandDistinct(ApiCall call, Toolset toolset, List<Approved> approved) {
        var chosen = Selection.of(toolset.members(), approved, slugs(call.workspace()));
        if (!chosen.collisions().isEmpty()) {
            throw new Refused(
                    Refusal.ALREADY_EXISTS,
                    chosen.collisions().getFirst() + ". Give one of them an alias.");
        }
    }

    /// A toolset and a server at the same place would hide each other.
    private boolean isFree(ApiCall call, Toolset toolset) {
        return backends.at(call.workspace(), toolset.slug()).isEmpty();
    }

    private static void demandFree(boolean free) {
        if (!free) {
            throw Refused.field(
                    Refusal.ALREADY_EXISTS,
                    "/slug",
                    "is, or once was, the place of a toolset or a server");
        }
    }

    private static void demandRoom(long count) {
        if (count >= Limits.TOOLSETS) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "A workspace has at most " + Limits.TOOLSETS + " toolsets.");
        }
    }

    private static void demandDone(boolean done) {
        if (!done) {
            throw Versions.changedMeanwhile();
        }
    }

    @Override
    public Uni<Optional<String>> of(
            SqlConnection transaction, String workspace, List<Approved> coming) {
        return pins.approved(transaction, Optional.of(workspace))
                .chain(approved ->
                        shelves.all(transaction, Optional.of(workspace), joined(approved, coming)))
                .map(found ->
                        first(
                                found.getOrDefault(workspace, Shelf.EMPTY),
                                coming,
                                slugs(workspace)));
    }

    private static Optional<String> first(
            Shelf shelf, List<Approved> coming, UnaryOperator<String> slugs) {
        for (Toolset toolset : shelf.toolsets()) {
            var collisions = Selection.of(toolset.members(), shelf.approved(), slugs).collisions();
            if (!collisions.isEmpty()) {
                return Optional.of(
                        "In the toolset %s: %s. Give one of them an alias there first."
                                .formatted(toolset.slug(), collisions.getFirst()));
            }
        }
        String server = coming.getFirst().serverId();
        return Selection.ofServer(
                        shelf.approved().stream()
                                .filter(one -> one.serverId().equals(server))
                                .toList(),
                        slugs)
                .collisions()
                .stream()
                .findFirst();
    }

    private static List<Approved> joined(List<Approved> approved, List<Approved> coming) {
        var all = new ArrayList<>(approved);
        all.removeIf(old -> coming.stream().anyMatch(one -> one.id().equals(old.id())));
        all.addAll(coming);
        return all;
    }

    private UnaryOperator<String> slugs(String workspace) {
        return Shelves.slugs(backends.all(workspace));
    }

    private Deed deed(ApiCall call, String act, Toolset toolset, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", toolset.id())
                        .with("count", Integer.toString(toolset.members().size()))
                        .hide("name", toolset.name()),
                List.of(new GatewayChanged("toolsets")));
    }

    private static Answer answer(Toolset toolset) {
        return Answer.ok(toolset).tagged(Versions.tag(toolset.version()));
    }
}
