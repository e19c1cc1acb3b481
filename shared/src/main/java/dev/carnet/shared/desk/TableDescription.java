package dev.carnet.shared.desk;

import dev.carnet.shared.rest.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// Completes the generated description of the REST API with what the table knows: the scope of each
/// route, and that every refusal is a problem document. Other paths of this service are described
/// by their own standards and left out.
public final class TableDescription {

    private static final String BEARER = "bearer";

    private final RouteTable table;
    private final Set<String> exact;

    /// The description of the API with that table. A service has a filter that the build finds, and
    /// that calls this.
    ///
    /// @param exact schemas written by hand, which say already what they need
    public TableDescription(RouteTable table, Set<String> exact) {
        this.table = table;
        this.exact = exact;
    }

    /// Completes it.
    public void complete(OpenAPI api) {
        for (String path : List.copyOf(api.getPaths().getPathItems().keySet())) {
            if (path.startsWith(RouteTable.BASE)) {
                describe(
                        path.substring(RouteTable.BASE.length()), api.getPaths().getPathItem(path));
            } else {
                api.getPaths().removePathItem(path);
            }
        }
        api.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An access token of this API, or a key."))
                .addSchema("Problem", DescribedProblem.schema());
        api.getComponents().getSchemas().entrySet().stream()
                .filter(schema -> !exact.contains(schema.getKey()))
                .map(Map.Entry::getValue)
                .forEach(TableDescription::tighten);
    }

    /// Bodies are exact both ways: whatever cannot be absent is there, and nothing else is.
    private static void tighten(Schema schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        schema.setRequired(
                properties.entrySet().stream()
                        .filter(property -> !mayBeAbsent(property.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private static boolean mayBeAbsent(Schema schema) {
        boolean nullable = schema.getType() != null && schema.getType().contains(SchemaType.NULL);
        return nullable || schema.getAnyOf() != null;
    }

    private void describe(String path, PathItem item) {
        for (Map.Entry<PathItem.HttpMethod, Operation> each : item.getOperations().entrySet()) {
            table.find(each.getKey().name(), path)
                    .ifPresent(route -> describe(route, each.getValue()));
        }
    }

    private void describe(Route route, Operation operation) {
        operation.getResponses().addAPIResponse("default", refusal());
        if (operation.getResponses().getAPIResponse("201") != null) {
            operation.addParameter(header("Idempotency-Key"));
        }
        if (table.conditional(route)) {
            operation.addParameter(header("If-Match"));
        }
        operation.setSecurity(
                switch (route.access()) {
                    case Route.Access.Open _, Route.Access.Held _ -> List.of();
                    case Route.Access.Needs needs ->
                            List.of(
                                    OASFactory.createSecurityRequirement()
                                            .addScheme(BEARER, needs.scope().wire()));
                });
    }

    private static Parameter header(String name) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .required(false)
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }

    private static APIResponse refusal() {
        return OASFactory.createAPIResponse()
                .description("A refusal")
                .content(
                        OASFactory.createContent()
                                .addMediaType(
                                        Problem.MEDIA_TYPE,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema().ref("Problem"))));
    }
}
