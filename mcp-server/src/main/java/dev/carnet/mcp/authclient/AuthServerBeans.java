package dev.carnet.mcp.authclient;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Puts the client of auth-server together.
@Singleton
final class AuthServerBeans {

    /// Tokens that were exchanged for a caller who is revoked are forgotten with the change that
    /// says so.
    @Produces
    @Singleton
    AuthServer authServer(
            Transport transport,
            ServiceConfig config,
            Identity identity,
            PictureHolder pictures,
            CallerCheck callers,
            Clock clock) {
        var address = Address.of(config.issuer(), config.issuerInternal());
        var server = new AuthServer(transport, address, identity::assertions, clock);
        pictures.onChange(view -> server.dropIf(caller -> callers.recheck(caller).isPresent()));
        return server;
    }

    @Produces
    @Singleton
    Transport transport(Vertx vertx) {
        return new Transport(vertx, Limits.AUTH_SERVER_TIME);
    }

    void end(@Disposes Transport transport) {
        transport.close();
    }
}
