package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carnet.mcp.filter.Cutting.Form;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.FilterTerms;
import dev.carnet.mcp.policy.PolicyFilters;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.FilterEntry;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.Failed;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Screen;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Filters what upstreams answer, by the policy of the workspace. Looking happens off the event
/// loop. What was found has its entry before the result goes on; what was not touched goes on as
/// the bytes it came as.
@ApplicationScoped
public class Filters implements Screen {

    private static final Screened TOO_LARGE =
            new Screened.Blocked(
                    "The result was withheld: it is too large to be looked through.", "size");

    private static final Screened TOO_LONG =
            new Screened.Blocked(
                    "The result was withheld: it is larger than this workspace allows.", "size");

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

        /// Nothing is done about what was found, but for its entry.
        record Noted(String kinds) implements Screened {}

        /// Something was taken out.
        record Redacted(Outcome rest, String kinds) implements Screened {}

        /// It does not pass.
        record Blocked(String publicText, String kinds) implements Screened {}
    }

    @Override
    public Uni<Outcome> screen(CallOrder order, Outcome outcome) {
        if (order.usable().origin().isEmpty()) {
            return Uni.createFrom().item(outcome);
        }
        return policies.terms(order.call().viewer(), order.usable())
                .map(terms ->
                        vertx.executeBlocking(() -> screened(outcome, terms, form(order)), false)
                                .chain(screened -> answer(order, outcome, screened)))
                .orElseGet(() -> Uni.createFrom().item(outcome));
    }

    @Override
    public CallOrder hearing(CallOrder order) {
        return order.usable().origin().isEmpty()
                ? order
                : policies.terms(order.call().viewer(), order.usable())
                        .map(terms ->
                                order.through(
                                        new ScreenedChannel(
                                                order.call().channel(),
                                                terms,
                                                vertx.getDelegate())))
                        .orElse(order);
    }

    @Override
    public Uni<Void> heard(CallOrder order) {
        return order.call().channel() instanceof ScreenedChannel channel
                ? Uni.createFrom()
                        .completionStage(channel::settled)
                        .chain(() -> meanwhile(order, channel))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> meanwhile(CallOrder order, ScreenedChannel channel) {
        return channel.held()
                .map(held ->
                        log.append(event(order, held.decision(), held.kinds())).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Outcome> answer(CallOrder order, Outcome outcome, Screened screened) {
        return switch (screened) {
            case Screened.Clean _ -> Uni.createFrom().item(outcome);
            case Screened.Noted(String kinds) ->
                    log.append(event(order, "allow", kinds)).replaceWith(outcome);
            case Screened.Redacted(Outcome rest, String kinds) ->
                    log.append(event(order, "redact", kinds)).replaceWith(rest);
            case Screened.Blocked(String text, String kinds) ->
                    log.append(event(order, "block", kinds))
                            .replaceWith(Withheld.of(order.usable(), outcome, text));
        };
    }

    /// Applies the terms to whatever it came to; what an upstream asks is looked through, too.
    static Screened screened(Outcome outcome, FilterTerms terms, Form form) {
        return switch (outcome) {
            case ToolResult result -> screened(result, terms, form);
            case InputRequired asked -> screened(asked, terms);
            case Failed failed -> screened(failed, terms);
            case Outcome.MissingClient _, Outcome.Started _ -> new Screened.Clean();
        };
    }

    private static Screened screened(InputRequired asked, FilterTerms terms) {
        if (!terms.looks()) {
            return new Screened.Clean();
        }
        var screening = new Screening(terms);
        ObjectNode questions = Json.object();
        asked.questions().forEach(questions::set);
        if (characters(questions) > Limits.SCREENED_CHARACTERS) {
            return TOO_LARGE;
        }
        JsonNode rest = screening.clean(questions);
        return said(screening, () -> new InputRequired(nodes(rest), asked.state()));
    }

    /// What an upstream says of a failure is its text like any other.
    private static Screened screened(Failed failed, FilterTerms terms) {
        ObjectNode words = Json.object().put("message", failed.publicText());
        failed.data().ifPresent(data -> words.set("data", data));
        Screened found = screened(ToolResult.of(words), terms, new Form.Words());
        return found instanceof Screened.Redacted(ToolResult rest, String kinds)
                ? new Screened.Redacted(failed(failed, rest.members()), kinds)
                : found;
    }

    private static Failed failed(Failed failed, ObjectNode words) {
        return new Failed(
                failed.why(),
                failed.code(),
                words.path("message").asText(),
                Optional.ofNullable(words.get("data")));
    }

    private static Map<String, ObjectNode> nodes(JsonNode object) {
        var nodes = new LinkedHashMap<String, ObjectNode>();
        object.properties()
                .forEach(member -> nodes.put(member.getKey(), (ObjectNode) member.getValue()));
        return nodes;
    }

    /// Applies the terms to a result.
    static Screened screened(ToolResult result, FilterTerms terms, Form form) {
        long size = characters(result.members());
        if (size > terms.size().most()) {
            return TOO_LONG;
        }
        if (terms.looks() && size > Limits.SCREENED_CHARACTERS) {
            return TOO_LARGE;
        }
        Screened looked =
                terms.looks() ? looked(result, new Screening(terms)) : new Screened.Clean();
        return switch (looked) {
            case Screened.Blocked _ -> looked;
            case Screened.Redacted(ToolResult rest, String kinds) ->
                    sized(rest, "size " + kinds, terms.size(), form).orElse(looked);
            default -> sized(result, "size", terms.size(), form).orElse(looked);
        };
    }

    /// What is left after it was looked through whole: nothing that was found hides in what is cut.
    private static Optional<Screened> sized(
            ToolResult result, String kinds, FilterTerms.Size size, Form form) {
        long characters = characters(result.members());
        if (characters > size.cut()) {
            return Optional.of(
                    Cutting.cut(result.members(), size.cut(), form)
                            .<Screened>map(rest ->
                                    new Screened.Redacted(
                                            new ToolResult(rest, result.failed(), result.why()),
                                            kinds))
                            .orElse(TOO_LONG));
        }
        return characters > size.allowed() && kinds.equals("size")
                ? Optional.of(new Screened.Noted(kinds))
                : Optional.empty();
    }

    private static Form form(CallOrder order) {
        return new Form.Result(
                order.usable() instanceof Tool tool
                        ? tool.definition().outputSchema()
                        : Optional.empty());
    }

    private static Screened looked(ToolResult result, Screening screening) {
        ObjectNode rest = Json.object();
        for (var member : result.members().properties()) {
            int before = screening.removed();
            JsonNode after = screening.clean(parsed(member.getValue()));
            boolean same = screening.removed() == before && !after.isBoolean();
            rest.set(member.getKey(), same ? member.getValue() : after);
        }
        return said(screening, () -> ToolResult.of(rest));
    }

    private static Screened said(Screening screening, Supplier<Outcome> rest) {
        String kinds = screening.kinds().stream().limit(8).collect(Collectors.joining(" "));
        if (screening.blocked()) {
            return new Screened.Blocked(
                    "The result was withheld by a filter of this workspace: " + kinds + ".", kinds);
        }
        return screening.removed() > 0
                ? new Screened.Redacted(rest.get(), kinds)
                : new Screened.Clean();
    }

    static long characters(ObjectNode members) {
        long sum = 0;
        for (var member : members.properties()) {
            sum += raw(member.getValue()).orElseGet(() -> member.getValue().toString()).length();
        }
        return sum;
    }

    static JsonNode parsed(JsonNode node) {
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
        return FilterEntry.of(order).event(decision, kinds, clock.instant());
    }
}
