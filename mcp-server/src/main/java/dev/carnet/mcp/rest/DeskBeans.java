package dev.carnet.mcp.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.desk.Idempotency;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.Addresses;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What the front desk of this service stands on, made once.
@Singleton
public final class DeskBeans {

    @Produces
    @Singleton
    RouteTable table() {
        return Routes.TABLE;
    }

    /// The API at the origin of the MCP endpoint. A resource of its own: tokens for the endpoint
    /// are refused here and the reverse.
    @Produces
    @Singleton
    ProtectedResource resource(ServiceConfig config) {
        return ProtectedResource.of(
                Addresses.origin(config.mcpUrl()) + RouteTable.BASE,
                "Carnet gateway",
                config.issuer());
    }

    @Produces
    @Singleton
    Lists lists(ServiceKeyset keyset) {
        return new Lists(new Cursors(keyset.sealer().aead()));
    }

    @Produces
    @Singleton
    Idempotency idempotency(ServiceKeyset keyset, ObjectMapper json, Clock clock) {
        return Idempotency.ofGateway(keyset.sealer(), json, clock);
    }
}
