package dev.carnet.shared.desk;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/// The schema of a problem document.
final class DescribedProblem {

    private DescribedProblem() {}

    static Schema schema() {
        Schema errors = typed(SchemaType.ARRAY).addType(SchemaType.NULL);
        return object(List.of("type", "title", "detail", "code", "request_id"))
                .addProperty("status", typed(SchemaType.INTEGER))
                .addProperty("errors", errors.items(object(List.of("pointer", "detail"))));
    }

    private static Schema object(List<String> texts) {
        Schema schema = typed(SchemaType.OBJECT);
        for (String name : texts) {
            schema.addProperty(name, typed(SchemaType.STRING));
        }
        return schema;
    }

    private static Schema typed(SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}
