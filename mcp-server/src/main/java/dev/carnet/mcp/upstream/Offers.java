package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Wholesome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads everything one upstream lists, page by page, and leaves out what nobody could use.
final class Offers {

    private final Session session;
    private final Map<String, String> proof;
    private final List<String> omitted = new ArrayList<>();
    private final long until = System.nanoTime() + UpstreamLimits.LISTING_TIME.toNanos();
    private long characters;

    Offers(Session session, Map<String, String> proof) {
        this.session = session;
        this.proof = proof;
    }

    /// One kind of list.
    private enum Kind {
        TOOLS("tools", "tools/list", "tools", "name"),
        PROMPTS("prompts", "prompts/list", "prompts", "name"),
        RESOURCES("resources", "resources/list", "resources", "uri"),
        TEMPLATES("resources", "resources/templates/list", "resourceTemplates", "uriTemplate");

        private final String capability;
        private final String method;
        private final String member;
        private final String name;

        Kind(String capability, String method, String member, String name) {
            this.capability = capability;
            this.method = method;
            this.member = member;
            this.name = name;
        }
    }

    /// A list while it is read.
    private record Reading(
            Kind kind, List<ObjectNode> entries, Set<String> names, Set<String> cursors) {

        static Reading of(Kind kind) {
            return new Reading(kind, new ArrayList<>(), new HashSet<>(), new HashSet<>());
        }
    }

    Future<Offering> collect() {
        var tools = Reading.of(Kind.TOOLS);
        var prompts = Reading.of(Kind.PROMPTS);
        var resources = Reading.of(Kind.RESOURCES);
        var templates = Reading.of(Kind.TEMPLATES);
        Greeting greeting = session.greeting();
        return read(tools)
                .compose(_ -> read(prompts))
                .compose(_ -> read(resources))
                .compose(_ -> read(templates))
                .map(_ ->
                        new Offering.Offer(
                                greeting.era(),
                                greeting.version(),
                                greeting.server(),
                                greeting.capabilities(),
                                greeting.instructions(),
                                List.copyOf(tools.entries()),
                                List.copyOf(prompts.entries()),
                                List.copyOf(resources.entries()),
                                List.copyOf(templates.entries()),
                                List.copyOf(omitted)));
    }

    private Future<Void> read(Reading reading) {
        return session.greeting().offers(reading.kind().capability)
                ? page(reading, Json.object())
                : Future.succeededFuture();
    }

    private Future<Void> page(Reading reading, ObjectNode params) {
        return session.start(Order.of(reading.kind().method, params, left()), proof)
                .turn()
                .compose(turn -> {
                    if (turn
                            instanceof Turn.Answered(Incoming.Result(JsonNode _, Slices members))) {
                        return add(reading, members);
                    }
                    omitted.add(reading.kind().method + Offering.NO_ANSWER);
                    return Future.succeededFuture();
                });
    }

    /// All pages of all lists share their time.
    private Duration left() {
        Duration rest = Duration.ofNanos(until - System.nanoTime());
        return rest.compareTo(UpstreamLimits.PAGE_TIME) > 0
                ? UpstreamLimits.PAGE_TIME
                : Duration.ofMillis(Math.max(1, rest.toMillis()));
    }

    private Future<Void> add(Reading reading, Slices members) {
        JsonNode entries = members.tree(reading.kind().member);
        if (!entries.isArray()) {
            omitted.add(reading.kind().method + Offering.NO_LIST);
            return Future.succeededFuture();
        }
        characters += members.text(reading.kind().member).map(String::length).orElse(0);
        if (characters > UpstreamLimits.LISTED_CHARACTERS) {
            omitted.add(reading.kind().method + ": the lists are too long; the rest is left out.");
            return Future.succeededFuture();
        }
        entries.forEach(entry -> add(reading, entry));
        String next = members.tree("nextCursor").asText();
        if (next.isEmpty() || !members.tree("nextCursor").isTextual()) {
            return Future.succeededFuture();
        }
        boolean more =
                reading.cursors().add(next)
                        && reading.cursors().size() < UpstreamLimits.PAGES
                        && reading.entries().size() < UpstreamLimits.ENTRIES;
        if (!more) {
            omitted.add(reading.kind().method + ": the list does not end; the rest is left out.");
            return Future.succeededFuture();
        }
        return page(reading, Json.object().put("cursor", next));
    }

    private void add(Reading reading, JsonNode entry) {
        String name = entry.path(reading.kind().name).asText();
        String why = objection(reading, entry, name);
        if (why.isEmpty()) {
            reading.entries().add((ObjectNode) entry);
        } else {
            omitted.add(reading.kind().member + ": " + known(reading, name) + " " + why);
        }
    }

    private static String objection(Reading reading, JsonNode entry, String name) {
        if (!(entry instanceof ObjectNode) || name.isEmpty() || !Wholesome.is(entry)) {
            return "is not well-formed.";
        }
        if (reading.entries().size() >= UpstreamLimits.ENTRIES) {
            return "is one too many.";
        }
        if (!reading.names().add(name)) {
            return "is there twice; the first counts.";
        }
        JsonNode schema = entry.path("inputSchema");
        boolean tool = reading.kind() == Kind.TOOLS;
        if (tool && !schema.isObject()) {
            return "has no input schema.";
        }
        return tool && !Mirror.isValid(schema) ? "has an x-mcp-header that cannot be sent." : "";
    }

    /// The name, if it is one an operator can be shown as it is; otherwise the place.
    private static String known(Reading reading, String name) {
        return name.matches("[A-Za-z0-9_./:-]{1,128}")
                ? name
                : "the entry after number " + reading.entries().size();
    }
}
