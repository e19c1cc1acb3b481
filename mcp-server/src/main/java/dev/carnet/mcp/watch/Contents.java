package dev.carnet.mcp.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carnet.mcp.filter.Inspection;
import dev.carnet.mcp.filter.Inspection.Found;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What goes to upstreams and comes from them: secrets, and orders to a model. Looking happens off
/// the event loop, and nobody waits for what others have looked through. What is too large is for
/// the filters of the policy, which let nothing pass that they cannot look through.
@ApplicationScoped
class Contents {

    private final Vertx vertx;
    private final Counts counts;

    Contents(Vertx vertx, Counts counts) {
        this.vertx = vertx;
        this.counts = counts;
    }

    Uni<List<Noticed>> arguments(Moment moment, CallOrder order) {
        return look(
                moment,
                order,
                order.call().arguments(),
                new Pair(Detector.SECRET_IN_ARGUMENTS, Detector.INJECTION_IN_ARGUMENTS));
    }

    Uni<List<Noticed>> result(Moment moment, CallOrder order, ToolResult result) {
        return look(
                moment,
                order,
                result.members(),
                new Pair(Detector.SECRET_IN_RESULT, Detector.INJECTION_IN_RESULT));
    }

    /// The two detectors of one direction.
    private record Pair(Detector secrets, Detector orders) {}

    private Uni<List<Noticed>> look(Moment moment, CallOrder order, JsonNode tree, Pair pair) {
        Optional<Effective> secrets = moment.detector(pair.secrets());
        Optional<Effective> orders = moment.detector(pair.orders());
        if (tree.isEmpty() || (secrets.isEmpty() && orders.isEmpty())) {
            return Uni.createFrom().item(List.of());
        }
        return vertx.executeBlocking(
                        () -> look(tree, secrets.isPresent(), orders.isPresent()), false)
                .map(found ->
                        Stream.of(
                                        noticed(moment, order, secrets, "secret", found),
                                        noticed(moment, order, orders, "injection", found))
                                .flatMap(Optional::stream)
                                .toList());
    }

    /// Of what is too large both ends: that something is padded hides it less.
    private static List<Found> look(JsonNode tree, boolean secrets, boolean orders) {
        String text = tree.toString();
        int half = WatchLimits.LOOKED_THROUGH_CHARACTERS / 2;
        return text.length() > 2 * half
                ? Stream.of(text.substring(0, half), text.substring(text.length() - half))
                        .flatMap(end ->
                                Inspection.of(TextNode.valueOf(end), secrets, orders).stream())
                        .toList()
                : Inspection.of(tree, secrets, orders);
    }

    /// However many calls they came with: those of the window count.
    private Optional<Noticed> noticed(
            Moment moment,
            CallOrder order,
            Optional<Effective> detector,
            String sort,
            List<Found> found) {
        List<Found> own = found.stream().filter(one -> one.sort().equals(sort)).toList();
        String kinds =
                own.stream().map(Found::name).distinct().limit(8).collect(Collectors.joining(" "));
        return detector.filter(_ -> !own.isEmpty())
                .filter(one -> counts.often(moment.counted(), one, own.size()))
                .map(one ->
                        moment.noticed(one, message(one.detector()), order.usable())
                                .with("kinds", kinds)
                                .with("count", Integer.toString(own.size()))
                                .oncePerWindow(moment.whose().name()));
    }

    private static String message(Detector detector) {
        return switch (detector) {
            case SECRET_IN_ARGUMENTS -> "Arguments for a server hold what looks like a secret.";
            case SECRET_IN_RESULT -> "A server answered what looks like a secret.";
            case INJECTION_IN_ARGUMENTS -> "Arguments for a server hold orders to a model.";
            default -> "A server answered orders to a model.";
        };
    }
}
