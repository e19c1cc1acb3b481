package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.FilterTerms;
import dev.carnet.mcp.policy.PolicyFilters;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Screen;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;

/// Filters what upstreams answer, by the policy of the workspace. Looking happens off the event
/// loop. What was found has its entry before the result goes on; what was not touched goes on as
/// the bytes it came as.
@ApplicationScoped
public class Filters implements Screen {

    private final PolicyFilters policies;
    private final AuditLog log;
    private final Vertx vertx;
    private final Clock clock;

    Filters(PolicyFilters policies, AuditLog log, Vertx vertx, Clock clock) {
        this.policies = policies;
        this.log = log;
        this.vertx = vertx;
        this.clock = clock;
    }

    /// What became of a result.
    sealed interface Screened {

        /// Nothing was found.
        record Clean() implements Screened {}

        /// Something was taken out.
        record Redacted(ToolResult rest, String kinds) implements Screened {}

        /// It does not pass.
        record Blocked(String publicText, String kinds) implements Screened {}
    }

    @Override
    public Uni<Outcome> screen(CallOrder order, Outcome outcome) {
        if (!(outcome instanceof ToolResult result) || order.usable().origin().isEmpty()) {
            return Uni.createFrom().item(outcome);
        }
        return policies.terms(order.call().viewer(), order.usable())
                .map(terms ->
                        vertx.executeBlocking(() -> screened(result, terms))
                                .chain(screened -> answer(order, result, screened)))
                .orElseGet(() -> Uni.createFrom().item(outcome));
    }

    private Uni<Outcome> answer(CallOrder order, ToolResult result, Screened screened) {
        return switch (screened) {
            case Screened.Clean _ -> Uni.createFrom().item(result);
            case Screened.Redacted(ToolResult rest, String kinds) ->
                    log.append(event(order, "redact", kinds)).replaceWith(rest);
            case Screened.Blocked(String text, String kinds) ->
                    log.append(event(order, "block", kinds)).replaceWith(ToolResult.failed(text));
        };
    }

    /// Applies the terms to a result.
    static Screened screened(ToolResult result, FilterTerms terms) {
        if (characters(result.members()) > terms.characters()) {
            return new Screened.Blocked(
                    "The result was withheld: it is larger than this workspace allows.", "size");
        }
        if (!terms.looks()) {
            return new Screened.Clean();
        }
        if (characters(result.members()) > Limits.SCREENED_CHARACTERS) {
            return new Screened.Blocked(
                    "The result was withheld: it is too large to be looked through.", "size");
        }
        return looked(result, new Screening(terms));
    }

    private static Screened looked(ToolResult result, Screening screening) {
        ObjectNode rest = Json.object();
        for (var member : result.members().properties()) {
            int before = screening.removed();
            JsonNode after = screening.clean(parsed(member.getValue()));
            rest.set(member.getKey(), screening.removed() == before ? member.getValue() : after);
        }
        String kinds = screening.kinds().stream().limit(8).collect(Collectors.joining(" "));
        if (screening.blocked()) {
            return new Screened.Blocked(
                    "The result was withheld by a filter of this workspace: " + kinds + ".", kinds);
        }
        return screening.removed() > 0
                ? new Screened.Redacted(new ToolResult(rest, result.failed()), kinds)
                : new Screened.Clean();
    }

    private static long characters(ObjectNode members) {
        long sum = 0;
        for (var member : members.properties()) {
            sum += raw(member.getValue()).orElseGet(() -> member.getValue().toString()).length();
        }
        return sum;
    }

    private static JsonNode parsed(JsonNode node) {
        return raw(node).map(Filters::parsed).orElse(node);
    }

    /// A member that is still the text an upstream sent.
    private static Optional<String> raw(JsonNode node) {
        return node instanceof POJONode holder
                        && holder.getPojo() instanceof RawValue value
                        && value.rawValue() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException notJson) {
            throw new IllegalStateException("a result that was read before", notJson);
        }
    }

    private Event event(CallOrder order, String decision, String kinds) {
        Usable usable = order.usable();
        return CallerEvent.of(order.call().caller(), "tool.result.filtered", clock.instant())
                .with("req", order.call().requestId())
                .with("type", usable.type())
                .with("srv", usable.origin().map(origin -> origin.upstream()))
                .with(
                        "otool",
                        usable.origin()
                                .filter(_ -> usable.type().equals("tool"))
                                .map(origin -> origin.name()))
                .with("dec", decision)
                .with("why", kinds);
    }
}
