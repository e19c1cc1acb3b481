package dev.carnet.auth.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.desk.Refused;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;

/// What was filled in as the body that the API would take: read and judged by the same rules.
@Singleton
public final class Bodies {

    private final ObjectMapper json;
    private final Validator validator;

    Bodies(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /// An empty one.
    public ObjectNode empty() {
        return json.createObjectNode();
    }

    /// The body, or the refusal of the first field that is not acceptable.
    public <T> T read(ObjectNode filled, Class<T> type) {
        try {
            T body = json.treeToValue(filled, type);
            validator.validate(body).stream()
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw Refused.field(name(wrong.getPropertyPath()), wrong.getMessage());
                    });
            return body;
        } catch (JsonProcessingException unreadable) {
            throw Refused.field("what was filled in", "cannot be read");
        }
    }

    /// The first member; what stands inside of it is of no use to whoever filled in a form.
    private static String name(Object path) {
        return String.valueOf(path).replaceAll("[.\\[<].*", "");
    }
}
