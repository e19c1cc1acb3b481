package dev.carnet.auth.rest;

import dev.carnet.shared.desk.TableDescription;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/// The description of this service's API, completed from its table by the build.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI api) {
        new TableDescription(Routes.TABLE, Set.of()).complete(api);
    }
}
