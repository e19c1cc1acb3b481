package dev.carnet.auth.page;

import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// The cookies of the pages: random names for rows, without any meaning of their own. Under https
/// they are bound to this host alone (`__Host-`).
@Singleton
public final class Cookies {

    private final boolean secure;

    @Inject
    Cookies(ServiceConfig config) {
        this(config.issuer());
    }

    Cookies(String issuer) {
        this.secure = issuer.startsWith("https://");
    }

    /// The value of the cookie, if the browser sent exactly one.
    public Optional<String> read(HttpServerRequest request, String name) {
        var all = request.cookies(name(name));
        return all.size() == 1 ? all.stream().findFirst().map(Cookie::getValue) : Optional.empty();
    }

    /// A `Set-Cookie` header.
    public String set(String name, String value, Duration life) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name(name), value, life.toSeconds(), secure ? "; Secure" : "");
    }

    /// A `Set-Cookie` header that ends the cookie.
    public String end(String name) {
        return set(name, "", Duration.ZERO);
    }

    private String name(String name) {
        return (secure ? "__Host-" : "") + name;
    }
}
