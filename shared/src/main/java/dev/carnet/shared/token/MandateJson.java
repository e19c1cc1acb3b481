package dev.carnet.shared.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.token.Mandate.Ancestor;
import dev.carnet.shared.token.Mandate.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The members of `carnet` that make a passport one, in both directions.
public final class MandateJson {

    /// Their names; a reader that does not know them all must not accept the passport.
    static final Set<String> MEMBERS =
            Set.of(
                    "mode",
                    "interval",
                    "intent_services",
                    "services",
                    "line",
                    "parent",
                    "depth",
                    "chain");

    private MandateJson() {}

    static void write(ObjectNode own, Mandate mandate) {
        if (mandate.mode() != Mode.STANDARD) {
            own.put("mode", mandate.mode().wire());
        }
        mandate.interval().ifPresent(interval -> own.put("interval", interval.toSeconds()));
        if (!mandate.intentServices().isEmpty()) {
            mandate.intentServices().forEach(own.putArray("intent_services")::add);
        }
        mandate.line().ifPresent(line -> own.put("line", line));
        mandate.parent().ifPresent(parent -> own.put("parent", parent));
        if (mandate.depth() > 0) {
            own.put("depth", mandate.depth());
            ArrayNode chain = own.putArray("chain");
            mandate.chain()
                    .forEach(one ->
                            chain.addObject()
                                    .put("id", one.passport())
                                    .put("agent", one.agent())
                                    .put("owner", one.owner()));
        }
        mandate.services()
                .ifPresent(services -> {
                    ArrayNode list = own.putArray("services");
                    services.forEach(service -> write(list.addObject(), service));
                });
    }

    private static void write(ObjectNode json, Service service) {
        json.put("id", service.id()).put("name", service.name());
        service.scopes().forEach(json.putArray("scopes")::add);
        service.tools().ifPresent(tools -> tools.forEach(json.putArray("tools")::add));
        if (!service.constraints().isEmpty()) {
            ArrayNode list = json.putArray("constraints");
            service.constraints().forEach(one -> write(list.addObject(), one));
        }
        if (service.direct()) {
            json.put("mode", "direct");
        }
    }

    private static void write(ObjectNode json, Constraint constraint) {
        json.put("path", constraint.path()).put("op", constraint.op().wire());
        constraint.values().forEach(json.putArray("values")::add);
        if (constraint.optional()) {
            json.put("optional", true);
        }
    }

    /// The members alone, as rows keep them.
    public static String text(Mandate mandate) {
        ObjectNode own = StrictJson.MAPPER.createObjectNode();
        write(own, mandate);
        return own.toString();
    }

    /// What a row keeps.
    public static Mandate of(String text) {
        try {
            ObjectNode own = StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
            StrictJson.onlyMembers(own, MEMBERS);
            return read(own);
        } catch (BadToken changed) {
            throw new IllegalStateException("a mandate that cannot be read", changed);
        }
    }

    static Mandate read(JsonNode own) throws BadToken {
        List<Ancestor> chain = chain(own.path("chain"));
        var mandate =
                new Mandate(
                        mode(own),
                        interval(own.path("interval")),
                        texts(own.path("intent_services"), Service.MOST),
                        own.has("services")
                                ? Optional.of(services(own.path("services")))
                                : Optional.empty(),
                        own.has("line") ? Optional.of(text(own, "line")) : Optional.empty(),
                        chain);
        boolean agrees =
                own.path("depth").asInt(0) == chain.size()
                        && mandate.parent()
                                .map(parent -> parent.equals(own.path("parent").textValue()))
                                .orElse(!own.has("parent"));
        demand(agrees, "parent, depth and chain say different things");
        return mandate;
    }

    private static Mode mode(JsonNode own) throws BadToken {
        return own.has("mode")
                ? Mode.of(text(own, "mode"))
                        .orElseThrow(() -> new BadToken("a mode that is not known"))
                : Mode.STANDARD;
    }

    private static Optional<Duration> interval(JsonNode seconds) throws BadToken {
        demand(
                seconds.isMissingNode() || (seconds.isInt() && seconds.intValue() > 0),
                "interval is no number of seconds");
        return seconds.isMissingNode()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(seconds.intValue()));
    }

    private static List<Ancestor> chain(JsonNode list) throws BadToken {
        var chain = new ArrayList<Ancestor>();
        for (JsonNode one : list(list, Mandate.DEEPEST)) {
            StrictJson.onlyMembers(one, Set.of("id", "agent", "owner"));
            chain.add(new Ancestor(text(one, "id"), text(one, "agent"), text(one, "owner")));
        }
        return chain;
    }

    private static List<Service> services(JsonNode list) throws BadToken {
        var services = new ArrayList<Service>();
        for (JsonNode one : list(list, Service.MOST)) {
            StrictJson.onlyMembers(
                    one, Set.of("id", "name", "scopes", "tools", "constraints", "mode"));
            services.add(service(one));
        }
        return services;
    }

    private static Service service(JsonNode json) throws BadToken {
        var scopes = new LinkedHashSet<>(texts(json.path("scopes"), Service.SCOPES.size()));
        demand(!scopes.isEmpty() && Service.SCOPES.containsAll(scopes), "scopes of a service");
        String mode = json.has("mode") ? text(json, "mode") : "proxy";
        demand(Set.of("proxy", "direct").contains(mode), "a mode of a service that is not known");
        var constraints = new ArrayList<Constraint>();
        for (JsonNode one : list(json.path("constraints"), Constraint.MOST)) {
            constraints.add(constraint(one));
        }
        return new Service(
                text(json, "id"),
                text(json, "name"),
                scopes,
                json.has("tools")
                        ? Optional.of(
                                new LinkedHashSet<>(texts(json.path("tools"), Service.MOST_TOOLS)))
                        : Optional.empty(),
                constraints,
                mode.equals("direct"));
    }

    private static Constraint constraint(JsonNode json) throws BadToken {
        StrictJson.onlyMembers(json, Set.of("path", "op", "values", "optional"));
        Constraint.Op op =
                Constraint.Op.of(text(json, "op"))
                        .orElseThrow(() -> new BadToken("an operator that is not known"));
        List<String> values = texts(json.path("values"), Constraint.MOST);
        demand(!values.isEmpty() && (op == Constraint.Op.IN || values.size() == 1), "values");
        demand(!json.has("optional") || json.get("optional").isBoolean(), "optional");
        return new Constraint(
                text(json, "path"), op, values, json.path("optional").asBoolean(false));
    }

    private static List<String> texts(JsonNode list, int most) throws BadToken {
        var texts = new ArrayList<String>();
        for (JsonNode one : list(list, most)) {
            demand(one.isTextual(), "a list of something else than texts");
            texts.add(one.textValue());
        }
        return List.copyOf(texts);
    }

    /// No list is an empty one.
    private static JsonNode list(JsonNode list, int most) throws BadToken {
        demand(
                list.isMissingNode() || (list.isArray() && list.size() <= most),
                "no list, or too long a one");
        return list;
    }

    private static String text(JsonNode object, String member) throws BadToken {
        JsonNode value = object.path(member);
        demand(value.isTextual() && !value.textValue().isEmpty(), member + " is no text");
        return value.textValue();
    }

    private static void demand(boolean holds, String otherwise) throws BadToken {
        if (!holds) {
            throw new BadToken(otherwise);
        }
    }
}
