package dev.carnet.auth.server;

import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.server.ServerDeeds;
import dev.carnet.shared.server.SwitchStore;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/// What a page does to a server: the statements, the events and the changes of mcp-server's API.
@Singleton
final class Switching {

    private final SwitchStore switches = new SwitchStore();
    private final SeenServerStore servers;
    private final Deeds deeds;
    private final Clock clock;

    Switching(SeenServerStore servers, Deeds deeds, Clock clock) {
        this.servers = servers;
        this.deeds = deeds;
        this.clock = clock;
    }

    /// Switches it on or off.
    Uni<Void> enable(ApiCall call, String id, boolean enabled) {
        return change(
                call,
                id,
                enabled ? "server.enable" : "server.disable",
                (transaction, seen) -> switches.enable(transaction, seen.seen(), enabled));
    }

    /// Approves address and authentication as the page showed them.
    Uni<Void> approve(ApiCall call, String id) {
        return change(
                call,
                id,
                "server.approve",
                (transaction, seen) -> {
                    demandOwnerForPrivate(call, seen);
                    return switches.approve(
                            transaction, seen.seen(), call.caller().subject(), clock.instant());
                });
    }

    private static void demandOwnerForPrivate(ApiCall call, SeenServer server) {
        if (server.shape().privateAllowed() && call.caller().role() != Role.OWNER) {
            throw Refused.role("Only an owner allows private addresses.");
        }
    }

    /// A statement about a server that was looked at.
    private interface Step {
        Uni<Boolean> take(SqlConnection transaction, SeenServer seen);
    }

    private Uni<Void> change(ApiCall call, String id, String act, Step step) {
        Function<SqlConnection, Uni<Deed>> work =
                transaction ->
                        servers.find(transaction, call.workspace(), id)
                                .map(found -> found.orElseThrow(Refused::notFound))
                                .invoke(seen -> Versions.demand(call, seen.version()))
                                .call(seen ->
                                        step.take(transaction, seen).invoke(Switching::demand))
                                .map(seen -> deed(call, act, seen));
        return deeds.change(call, work).replaceWithVoid();
    }

    private static void demand(boolean unchanged) {
        if (!unchanged) {
            throw Versions.changedMeanwhile();
        }
    }

    private Deed deed(ApiCall call, String act, SeenServer server) {
        return ServerDeeds.deed(
                Answer.ok(server.id()),
                ServerDeeds.event(call, act, clock.instant(), server.named()),
                List.of());
    }
}
