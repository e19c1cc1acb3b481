package dev.carnet.mcp.rest;

import dev.carnet.shared.desk.TableDescription;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/// The description of this service's API, completed from its table by the build.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final Set<String> BY_HAND =
            Set.of("AuditPage", "AuditEntry", "AuditHead", "AuditVerdict");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        new TableDescription(Routes.TABLE, BY_HAND).complete(api);
        api.getComponents().getSchemas().values().forEach(ApiDescription::openValue);
    }

    /// The value of a constraint is text, number, boolean or a list: anything, to a description;
    /// the parameters of an intent are its template's.
    private static void openValue(Schema schema) {
        var properties = schema.getProperties();
        if (properties != null && properties.containsKey("op")) {
            schema.addProperty(
                    "value",
                    OASFactory.createSchema()
                            .description("A text, number or boolean; for in a list of such."));
        }
        if (properties != null
                && properties.containsKey("intent")
                && properties.containsKey("parameters")) {
            schema.addProperty(
                    "parameters",
                    OASFactory.createSchema()
                            .addType(Schema.SchemaType.OBJECT)
                            .description("What the intent's template asks for, by name."));
        }
    }
}
