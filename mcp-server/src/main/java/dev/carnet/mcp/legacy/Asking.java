package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.legacy.Note.Kind;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Unanswered;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Asks a client by requests on the stream of its call, and waits for the answers, at whichever
/// replica they arrive.
@ApplicationScoped
public class Asking {

    private final Handover handover;
    private final SessionSeal seal;

    Asking(Handover handover, SessionSeal seal) {
        this.handover = handover;
        this.seal = seal;
    }

    /// All answers by their keys; fails when the client refuses one or leaves.
    Uni<ObjectNode> ask(Session session, Reply reply, InputRequired asked) {
        List<Uni<Map.Entry<String, ObjectNode>>> questions =
                asked.questions().entrySet().stream()
                        .map(one -> ask(session, reply, one.getKey(), one.getValue()))
                        .toList();
        return Uni.join().all(questions).andFailFast().map(Asking::collect);
    }

    private Uni<Map.Entry<String, ObjectNode>> ask(
            Session session, Reply reply, String key, ObjectNode question) {
        return Uni.createFrom()
                .deferred(() -> {
                    String id = seal.question(session);
                    var answer = new CompletableFuture<ObjectNode>();
                    Note address = Note.of(session, Kind.ANSWER, id, "");
                    Runnable end = handover.await(address, body -> take(answer, body));
                    reply.onLeave(
                            () -> answer.completeExceptionally(new Unanswered("The client left.")));
                    reply.insist(Wire.request(id, question));
                    return Uni.createFrom().completionStage(answer).onTermination().invoke(end);
                })
                .map(answer -> Map.entry(key, answer));
    }

    private static void take(CompletableFuture<ObjectNode> answer, String body) {
        if (Json.parse(body).path("result") instanceof ObjectNode result) {
            answer.complete(result);
        } else {
            answer.completeExceptionally(new Unanswered("The client refused to answer."));
        }
    }

    private static ObjectNode collect(List<Map.Entry<String, ObjectNode>> answers) {
        var all = Json.object();
        answers.forEach(one -> all.set(one.getKey(), one.getValue()));
        return all;
    }
}
