package dev.carnet.mcp.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carnet.mcp.schema.Constraints;
import dev.carnet.mcp.schema.PatternSize;
import dev.carnet.shared.token.Constraint.Op;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// A bound on one part of a request to a service.
///
/// @param name what a refusal and the log call it
/// @param path of the part, by dots: `method`, `path`, `url.pathname`, `query.state`, `headers.…`,
///   `body.channel`, `body.items.0.id`; of a list every element must hold
/// @param op `eq`, `in`, `matches` (RE2, the whole value) or `starts_with`
/// @param value a text, number or boolean; a list of such for `in`
/// @param optional whether it holds where there is no such part
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Constraint(
        @NotNull
                @jakarta.validation.constraints.Pattern(
                        regexp = "[a-z0-9][a-z0-9_./-]{0,99}",
                        message = "is up to 100 lower-case letters, digits and _ . / -")
                String name,
        @NotNull @Size(min = 1, max = 200) String path,
        @NotNull
                @jakarta.validation.constraints.Pattern(
                        regexp = "eq|in|matches|starts_with",
                        message = "is eq, in, matches or starts_with")
                String op,
        @NotNull JsonNode value,
        Optional<Boolean> optional) {

    /// What is wrong with it, in words for whoever wrote it.
    Optional<String> flaw() {
        return switch (op) {
            case "in" -> among() ? Optional.empty() : Optional.of("in needs a list of values");
            case "eq" -> value.isValueNode() ? Optional.empty() : Optional.of("eq needs one value");
            case "starts_with" ->
                    value.isTextual() && !value.textValue().isEmpty()
                            ? Optional.empty()
                            : Optional.of("starts_with needs a text");
            default ->
                    value.isTextual()
                            ? pattern(value.textValue())
                            : Optional.of("matches needs a text");
        };
    }

    private boolean among() {
        return value.isArray()
                && !value.isEmpty()
                && value.size() <= ServiceLimits.CONSTRAINT_VALUES
                && value.valueStream().allMatch(JsonNode::isValueNode);
    }

    private static Optional<String> pattern(String text) {
        if (text.length() > ServiceLimits.PATTERN_CHARACTERS) {
            return Optional.of("the regular expression is too long");
        }
        if (PatternSize.of(text) > ServiceLimits.PATTERN_STEPS) {
            return Optional.of("the regular expression is too large");
        }
        try {
            return Pattern.compile(text).programSize() > ServiceLimits.PATTERN_STEPS
                    ? Optional.of("the regular expression is too large")
                    : Optional.empty();
        } catch (PatternSyntaxException wrong) {
            return Optional.of("is no RE2 expression: " + wrong.getDescription());
        }
    }

    /// Whether a request holds to it.
    ///
    /// @param request its parts, as they are sent
    boolean holds(JsonNode request) {
        return Op.of(op)
                .map(known ->
                        new dev.carnet.shared.token.Constraint(
                                path, known, texts(), optional.orElse(false)))
                .filter(demand -> Constraints.holds(demand, request))
                .isPresent();
    }

    private List<String> texts() {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).toList()
                : List.of(value.asText());
    }
}
