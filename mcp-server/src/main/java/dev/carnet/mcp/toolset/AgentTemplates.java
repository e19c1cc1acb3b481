package dev.carnet.mcp.toolset;

import dev.carnet.shared.change.ChangeBody.GatewayChanged;
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

/// What can be done with templates of agents.
@Singleton
final class AgentTemplates {

    private final AgentTemplateStore store;
    private final Pool pool;
    private final Clock clock;

    AgentTemplates(AgentTemplateStore store, Pool pool, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    AgentTemplate draft(AgentTemplateRequest request) {
        return new AgentTemplate(
                Ids.fresh("atm"),
                request.name(),
                request.agents().stream().distinct().toList(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> create(SqlConnection transaction, ApiCall call, AgentTemplate template) {
        return demandKnown(transaction, call, template)
                .chain(() -> store.insert(transaction, call.workspace(), template))
                .replaceWith(() ->
                        deed(
                                call,
                                "template.create",
                                template,
                                Answer.created(template, "/agent-templates/" + template.id())
                                        .tagged(Versions.tag(1))));
    }

    Uni<List<AgentTemplate>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), slice);
    }

    Uni<Response> find(ApiCall call, String id) {
        return read(pool, call, id).map(template -> answer(template).response());
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, AgentTemplateEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .map(edit::over)
                .call(template -> demandKnown(transaction, call, template))
                .call(template ->
                        store.update(transaction, call.workspace(), template)
                                .invoke(AgentTemplates::demandDone))
                .chain(() -> read(transaction, call, id))
                .map(template -> deed(call, "template.edit", template, answer(template)));
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(template -> Versions.demand(call, template.version()))
                .call(() ->
                        store.delete(transaction, call.workspace(), id)
                                .invoke(AgentTemplates::demandDone))
                .map(template -> deed(call, "template.delete", template, Answer.ok(template)));
    }

    private Uni<Void> demandKnown(SqlConnection transaction, ApiCall call, AgentTemplate template) {
        return store.known(transaction, call.workspace(), template.agents())
                .invoke(known -> {
                    if (known != template.agents().size()) {
                        throw Refused.field("/agents", "names an unknown agent");
                    }
                })
                .replaceWithVoid();
    }

    private static void demandDone(boolean done) {
        if (!done) {
            throw Versions.changedMeanwhile();
        }
    }

    private Uni<AgentTemplate> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private Deed deed(ApiCall call, String act, AgentTemplate template, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", template.id())
                        .with("count", Integer.toString(template.agents().size()))
                        .hide("name", template.name()),
                List.of(new GatewayChanged("toolsets")));
    }

    private static Answer answer(AgentTemplate template) {
        return Answer.ok(template).tagged(Versions.tag(template.version()));
    }
}
