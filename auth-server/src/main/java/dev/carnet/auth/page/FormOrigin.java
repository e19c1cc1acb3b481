package dev.carnet.auth.page;

import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URI;

/// Whether a form was sent by a page of ours, as far as the browser says so. It stands beside the
/// token in the form, never in its place: older browsers say nothing, and under `no-referrer` the
/// origin of a form is `null`.
@Singleton
public final class FormOrigin {

    private final String own;

    FormOrigin(ServiceConfig config) {
        URI issuer = URI.create(config.issuer());
        this.own = issuer.getScheme() + "://" + issuer.getRawAuthority();
    }

    /// Whether nothing the browser says speaks against it.
    public boolean holds(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return (site == null || site.equals("same-origin"))
                && (origin == null || origin.equals("null") || origin.equals(own));
    }
}
