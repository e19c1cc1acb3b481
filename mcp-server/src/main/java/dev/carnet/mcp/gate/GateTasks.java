package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.shared.gate.GateLimits;
import dev.carnet.shared.gate.GateState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Gates as tasks (extension `io.modelcontextprotocol/tasks`, SEP-2663): the id of the task is the
/// gate's. A poll of an approved call runs it, once; a client that leaves does not stop it.
@ApplicationScoped
public class GateTasks {

    /// The extension's identifier.
    public static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private final Gates gates;
    private final Fetching fetching;
    private final Telling telling;

    GateTasks(Gates gates, Fetching fetching, Telling telling) {
        this.gates = gates;
        this.fetching = fetching;
        this.telling = telling;
    }

    /// Whether a client of the current revision declared the extension on this request.
    public static boolean declared(ObjectNode capabilities) {
        return capabilities.path("extensions").path(EXTENSION).isObject();
    }

    /// `tasks/get`: the task, if the caller has it.
    ///
    /// @param capabilities what its client can be asked while the call runs
    public Uni<Optional<ObjectNode>> get(Visit visit, ObjectNode capabilities, String id) {
        return own(visit, id)
                .chain(found ->
                        found.filter(gate -> gate.state() == GateState.APPROVED)
                                .map(gate ->
                                        run(visit, capabilities, gate, Optional.empty())
                                                .chain(() -> own(visit, id)))
                                .orElseGet(() -> Uni.createFrom().item(found)))
                .map(found -> found.map(this::detailed));
    }

    /// `tasks/update`: brings answers. With the last of them the call goes on; whatever was not
    /// asked, or is answered already, changes nothing (SEP-2663).
    ///
    /// @return whether the caller has the task
    public Uni<Boolean> update(
            Visit visit, ObjectNode capabilities, String id, ObjectNode answers) {
        return own(visit, id)
                .call(found ->
                        found.flatMap(gate ->
                                        gates.inquiry(gate)
                                                .map(it -> it.answered(answers))
                                                .map(it -> went(visit, capabilities, gate, it)))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(Optional::isPresent);
    }

    private Uni<Void> went(Visit visit, ObjectNode capabilities, Gate gate, Inquiry inquiry) {
        return inquiry.isAnswered()
                ? run(visit, capabilities, gate, Optional.of(inquiry)).replaceWithVoid()
                : gates.asks(gate, gate.run().orElse(""), gate.sealed().asked(), inquiry)
                        .replaceWithVoid();
    }

    /// `tasks/cancel`: takes the call back, if it has not run. Whether it did, the next poll tells.
    public Uni<Void> cancel(Visit visit, String id) {
        return own(visit, id)
                .chain(found ->
                        found.map(gate -> gates.withdraw(gate, visit.caller(), "cancelled"))
                                .orElseGet(() -> Uni.createFrom().item(false)))
                .replaceWithVoid();
    }

    private Uni<Optional<Gate>> own(Visit visit, String id) {
        return gates.find(visit.caller().workspace(), id)
                .map(found -> found.filter(gate -> Asker.owns(gate, visit.viewer())));
    }

    /// What the call asks meanwhile, its client is told by the next poll.
    private Uni<Optional<Finish>> run(
            Visit visit, ObjectNode capabilities, Gate gate, Optional<Inquiry> answered) {
        var call =
                new ToolCall(
                        visit.viewer(),
                        visit.presented(),
                        visit.requestId(),
                        visit.trace(),
                        Json.object(),
                        answered.map(Inquiry::answers),
                        answered.map(Inquiry::state),
                        capabilities,
                        Channel.SILENT);
        return fetching.run(gate, call, new Stop())
                .map(Optional::of)
                .ifNoItem()
                .after(Limits.TASK_ANSWER)
                .recoverWithItem(Optional.<Finish>empty());
    }

    /// The task as the answer to a call that waits.
    static ObjectNode task(Gate gate, String message) {
        Instant last = gate.endedAt().or(gate::decidedAt).orElse(gate.createdAt());
        Duration life =
                Duration.between(gate.createdAt(), gate.expiresAt())
                        .plus(GateLimits.APPROVED_LIFE)
                        .plus(Limits.GATE_CONTENTS_KEPT);
        return Json.object()
                .put("taskId", gate.id())
                .put("status", status(gate.state()))
                .put("statusMessage", message)
                .put("createdAt", gate.createdAt().toString())
                .put("lastUpdatedAt", last.toString())
                .put("ttlMs", life.toMillis())
                .put("pollIntervalMs", Limits.TASK_POLL.toMillis());
    }

    private ObjectNode detailed(Gate gate) {
        ObjectNode standing = telling.standing(gate).members();
        ObjectNode task = task(gate, message(gate));
        return switch (gate.state()) {
            case RUNNING -> gates.inquiry(gate).map(inquiry -> asking(task, inquiry)).orElse(task);
            case WAITING, APPROVED, WITHDRAWN -> task;
            case REJECTED, EXPIRED, DONE, FAILED -> {
                ObjectNode result = Json.object().put("resultType", "complete");
                yield task.set("result", result.setAll(standing));
            }
            case UNKNOWN ->
                    task.set(
                            "error",
                            Json.object()
                                    .put("code", RpcCode.INTERNAL.wire())
                                    .put("message", message(gate)));
        };
    }

    private static ObjectNode asking(ObjectNode task, Inquiry inquiry) {
        return task.put("status", "input_required")
                .put("statusMessage", "Approved; it runs, and asks for something.")
                .set("inputRequests", inquiry.open());
    }

    private String message(Gate gate) {
        return switch (gate.state()) {
            case WAITING -> telling.where(gate);
            case APPROVED, RUNNING -> "Approved; it runs.";
            case REJECTED -> "A person rejected it.";
            case EXPIRED -> "Nobody decided in time.";
            case WITHDRAWN -> "Taken back.";
            case DONE -> "Approved; it has run.";
            case FAILED -> "Approved; it reported an error or could not run.";
            case UNKNOWN -> "It began to run, and it is not known what came of it.";
        };
    }

    private static String status(GateState state) {
        return switch (state) {
            case WAITING, APPROVED, RUNNING -> "working";
            case REJECTED, EXPIRED, DONE, FAILED -> "completed";
            case WITHDRAWN -> "cancelled";
            case UNKNOWN -> "failed";
        };
    }
}
