package dev.carnet.auth.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.desk.Idempotency;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What the front desk of this service stands on, made once.
@Singleton
public final class RestBeans {

    @Produces
    @Singleton
    RouteTable table() {
        return Routes.TABLE;
    }

    @Produces
    @Singleton
    ProtectedResource resource(ServiceConfig config) {
        return ProtectedResource.of(
                config.issuer() + Routes.BASE, "Carnet REST API", config.issuer());
    }

    @Produces
    @Singleton
    Lists lists(ServiceKeyset keyset) {
        return new Lists(new Cursors(keyset.sealer().aead()));
    }

    @Produces
    @Singleton
    Idempotency idempotency(ServiceKeyset keyset, ObjectMapper json, Clock clock) {
        return Idempotency.ofAuth(keyset.sealer(), json, clock);
    }
}
