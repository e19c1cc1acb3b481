package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.rest.Problem.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads the members of one object of a document and collects everything that is wrong with them,
/// each with its JSON Pointer. What is wrong reads as if it were not there.
///
/// @param at the pointer of the object
/// @param wrong where complaints go
record Members(ObjectNode node, String at, List<FieldError> wrong) {

    /// That value as an object with no other members than these.
    static Members of(JsonNode node, String at, Set<String> known, List<FieldError> wrong) {
        if (!(node instanceof ObjectNode object)) {
            wrong.add(new FieldError(at, "must be an object"));
            return new Members(Json.object(), at, wrong);
        }
        object.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        wrong.add(new FieldError(at + "/" + name, "is unknown"));
                    }
                });
        return new Members(object, at, wrong);
    }

    /// A member that is an object itself; an empty one when it is left out.
    Members object(String name, Set<String> known) {
        JsonNode member = node.path(name);
        return member.isMissingNode()
                ? new Members(Json.object(), at + "/" + name, wrong)
                : of(member, at + "/" + name, known, wrong);
    }

    /// The elements of a member that is an array, at most so many.
    List<JsonNode> array(String name, int most) {
        JsonNode member = node.path(name);
        if (member.isMissingNode()) {
            return List.of();
        }
        if (!member.isArray() || member.size() > most) {
            complain(name, "must be an array of at most " + most + " entries");
            return List.of();
        }
        return List.copyOf(member.valueStream().toList());
    }

    /// A text of at most so many characters, empty when it is left out.
    String text(String name, int most) {
        JsonNode member = node.path(name);
        if (member.isMissingNode()) {
            return "";
        }
        if (!member.isTextual() || member.textValue().length() > most) {
            complain(name, "must be a text of at most " + most + " characters");
            return "";
        }
        return member.textValue();
    }

    /// A text of that form, which must be there.
    String required(String name, Pattern form, String described) {
        JsonNode member = node.path(name);
        if (!member.isTextual() || !form.matcher(member.textValue()).matches()) {
            complain(name, "must be " + described);
            return "";
        }
        return member.textValue();
    }

    /// A whole number in those bounds.
    int number(String name, int least, int most, int otherwise) {
        JsonNode member = node.path(name);
        if (member.isMissingNode()) {
            return otherwise;
        }
        if (!member.isInt() || member.intValue() < least || member.intValue() > most) {
            complain(name, "must be a whole number from " + least + " to " + most);
            return otherwise;
        }
        return member.intValue();
    }

    /// A truth value, if it is there.
    Optional<Boolean> truth(String name) {
        JsonNode member = node.path(name);
        if (member.isMissingNode()) {
            return Optional.empty();
        }
        if (!member.isBoolean()) {
            complain(name, "must be true or false");
            return Optional.empty();
        }
        return Optional.of(member.booleanValue());
    }

    /// Different texts, each of them known to the reading.
    <T> Set<T> set(String name, int most, Function<String, Optional<T>> reading, String described) {
        var values = new LinkedHashSet<T>();
        List<JsonNode> elements = array(name, most);
        for (int i = 0; i < elements.size(); i++) {
            Optional<T> value = Optional.ofNullable(elements.get(i).textValue()).flatMap(reading);
            if (value.isEmpty() || !values.add(value.get())) {
                complain(name + "/" + i, "must be " + described + ", named once");
            }
        }
        return Set.copyOf(values);
    }

    void complain(String name, String what) {
        wrong.add(new FieldError(at + "/" + name, what));
    }
}
