package dev.carnet.mcp.toolset;

import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Who gets which toolset.
@Singleton
final class Assignments {

    private final AssignmentStore store;
    private final Toolsets toolsets;
    private final Pool pool;
    private final Clock clock;

    Assignments(AssignmentStore store, Toolsets toolsets, Pool pool, Clock clock) {
        this.store = store;
        this.toolsets = toolsets;
        this.pool = pool;
        this.clock = clock;
    }

    Assignment draft(String toolset, AssignmentRequest request) {
        return new Assignment(
                Ids.fresh("asg"),
                toolset,
                request.type(),
                request.target(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    Uni<Deed> create(SqlConnection transaction, ApiCall call, Assignment assignment) {
        return toolsets.read(transaction, call, assignment.toolsetId())
                .chain(() -> demandKnown(transaction, call, assignment))
                .chain(() -> store.insert(transaction, call.workspace(), assignment))
                .invoke(Assignments::demandNew)
                .replaceWith(() ->
                        deed(
                                call,
                                "toolset.assign",
                                assignment,
                                Answer.created(assignment, path(assignment))));
    }

    private static String path(Assignment assignment) {
        return "/toolsets/" + assignment.toolsetId() + "/assignments/" + assignment.id();
    }

    Uni<List<Assignment>> list(ApiCall call, String toolset, Slice slice) {
        return toolsets.read(pool, call, toolset)
                .chain(() -> store.list(pool, call.workspace(), toolset, slice));
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String toolset, String id) {
        return store.delete(transaction, call.workspace(), toolset, id)
                .map(gone -> gone.orElseThrow(Refused::notFound))
                .map(gone -> deed(call, "toolset.unassign", gone, Answer.ok(gone)));
    }

    private Uni<Void> demandKnown(SqlConnection transaction, ApiCall call, Assignment assignment) {
        if (assignment.type().equals("role")) {
            if (Role.of(assignment.target()).isEmpty()) {
                throw Refused.field("/target", "is no role");
            }
            return Uni.createFrom().voidItem();
        }
        return store.knows(transaction, call.workspace(), assignment.type(), assignment.target())
                .invoke(known -> {
                    if (!known) {
                        throw Refused.field("/target", "is not in this workspace");
                    }
                })
                .replaceWithVoid();
    }

    private static void demandNew(boolean made) {
        if (!made) {
            throw new Refused(Refusal.ALREADY_EXISTS, "It is assigned to them already.");
        }
    }

    private Deed deed(ApiCall call, String act, Assignment assignment, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", assignment.toolsetId())
                        .with("type", assignment.type())
                        .hide("name", assignment.target()),
                List.of(new GatewayChanged("toolsets")));
    }
}
