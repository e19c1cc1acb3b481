package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import dev.carnet.mcp.service.Constraint;
import dev.carnet.mcp.service.Intents.Expansion;
import dev.carnet.mcp.template.Filling.Manner;
import dev.carnet.mcp.template.Intent.Bound;
import dev.carnet.mcp.template.Intent.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns an intent with its parameters into constraints. Nothing is guessed: a parameter that is
/// missing, unknown or not of its pattern expands to nothing.
record Expanding(String template, Intent intent) {

    private static final Set<String> PATHS = Set.of("path", "url.pathname");
    private static final int VALUES = 50;

    Expansion of(ObjectNode given) {
        Map<String, Parameter> wanted = intent.parameters().orElse(Map.of());
        Map<String, List<String>> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            if (!wanted.containsKey(one.getKey())) {
                return unknown("has no parameter " + one.getKey());
            }
        }
        for (Map.Entry<String, Parameter> one : wanted.entrySet()) {
            Optional<List<String>> some = values(one.getValue(), given.path(one.getKey()));
            if (some.isEmpty()) {
                return unknown(wants(one.getKey(), one.getValue()));
            }
            values.put(one.getKey(), some.get());
        }
        var filling = new Filling(values);
        List<Constraint> constraints = new ArrayList<>();
        for (int i = 0; i < intent.constraints().size(); i++) {
            constraints.add(constraint(intent.constraints().get(i), filling));
        }
        return new Expansion.Expanded(List.copyOf(constraints));
    }

    private Expansion unknown(String why) {
        return new Expansion.Unknown(template + "." + intent.name() + " " + why);
    }

    private static String wants(String name, Parameter parameter) {
        return "needs %s, %s such as %s: %s"
                .formatted(
                        name,
                        parameter.several().orElse(false) ? "a list of values" : "a value",
                        parameter.example(),
                        parameter.description());
    }

    private static Optional<List<String>> values(Parameter parameter, JsonNode given) {
        boolean several = parameter.several().orElse(false);
        List<JsonNode> all =
                several && given.isArray() ? given.valueStream().toList() : List.of(given);
        boolean good =
                !all.isEmpty()
                        && all.size() <= VALUES
                        && all.stream().allMatch(one -> fits(parameter, one));
        return good ? Optional.of(all.stream().map(JsonNode::asText).toList()) : Optional.empty();
    }

    private static boolean fits(Parameter parameter, JsonNode value) {
        return (value.isTextual() || value.isIntegralNumber())
                && Pattern.matches(parameter.pattern(), value.asText())
                && Arrays.stream(value.asText().split("/", -1))
                        .noneMatch(part -> part.equals(".") || part.equals(".."));
    }

    private Constraint constraint(Bound bound, Filling filling) {
        String name =
                "%s.%s/%s"
                        .formatted(template, intent.name(), bound.path().toLowerCase(Locale.ROOT));
        boolean inPath = PATHS.contains(bound.path());
        if (bound.op().equals("matches")) {
            String text = filling.texts(bound.value().asText(), Manner.PATTERN).getFirst();
            return new Constraint(
                    name,
                    bound.path(),
                    "matches",
                    JsonNodeFactory.instance.textNode(text),
                    bound.optional());
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        templates(bound.value()).stream()
                .flatMap(text -> filling.texts(text, inPath ? Manner.PATH : Manner.PLAIN).stream())
                .forEach(values::add);
        boolean one = values.size() == 1 && !bound.op().equals("in");
        return new Constraint(
                name,
                bound.path(),
                one ? bound.op() : "in",
                one ? values.get(0) : values,
                bound.optional());
    }

    private static List<String> templates(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).toList()
                : List.of(value.asText());
    }
}
