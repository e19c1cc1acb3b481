package dev.carnet.shared.desk;

import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.rest.ProtectedResource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Stands in front of everything under `/api/v1`. It reads the path as it was sent, so that no
/// spelling leads past the table; a request that was not let in here has no call, and an endpoint
/// does nothing without one. A normal scope, because filters are made before the configuration is.
@ApplicationScoped
public class Door {

    /// Ids and names of routes consist of these; any other spelling of a path is not found.
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-]+)*");

    private final CallerCheck callers;
    private final String audience;
    private final Challenge challenge;
    private final Admission admission;
    private final CallerProofs proofs;
    private final RouteTable table;
    private final DoorWatch watch;
    private final WrongCredentials wrong;

    Door(
            CallerCheck callers,
            ProtectedResource resource,
            CallerProofs proofs,
            RouteTable table,
            DoorWatch watch,
            WrongCredentials wrong) {
        this.callers = callers;
        this.proofs = proofs;
        this.table = table;
        this.audience = resource.resource();
        this.challenge = resource.challenge();
        this.admission = new Admission(challenge);
        this.watch = watch;
        this.wrong = wrong;
    }

    /// Lets a request in, or refuses it.
    @ServerRequestFilter(preMatching = true)
    public Uni<Void> admit(RoutingContext routing) {
        String path = path(routing);
        return path.equals(RouteTable.BASE) || path.startsWith(RouteTable.BASE + "/")
                ? admit(routing, path.substring(RouteTable.BASE.length()))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> admit(RoutingContext routing, String path) {
        HttpServerRequest request = routing.request();
        watch.arrives(request);
        Route route = route(request.method().name(), path);
        demandSmall(request);
        return switch (route.access()) {
            case Route.Access.Open _ -> {
                watch.open(request);
                yield Uni.createFrom().voidItem();
            }
            case Route.Access.Held _ -> Uni.createFrom().voidItem();
            case Route.Access.Needs needs ->
                    proofs.demand(request, limited(request, identify(request)))
                            .map(found -> admission.admit(needs, found))
                            .invoke(caller -> ApiCall.enter(routing, route, caller, challenge))
                            .invoke(watch::admitted)
                            .onFailure(Refused.class)
                            .invoke(this::count)
                            .replaceWithVoid();
        };
    }

    private void count(Throwable refused) {
        if (refused instanceof Refused known && known.caller().isEmpty()) {
            watch.turnedAway(known.refusal().code());
        }
    }

    private Route route(String method, String path) {
        if (!PLAIN.matcher(path).matches() || table.methods(path).isEmpty()) {
            throw new Refused(Refusal.NOT_FOUND, "There is nothing at this path.");
        }
        return table.find(method, path)
                .orElseThrow(() ->
                        new Refused(
                                Refusal.METHOD_NOT_ALLOWED,
                                "This path has " + String.join(", ", table.methods(path)) + "."));
    }

    private Identification identify(HttpServerRequest request) {
        return callers.identify(
                header(request, "Authorization"), header(request, "X-Api-Key"), audience);
    }

    private Identification limited(HttpServerRequest request, Identification found) {
        if (found instanceof Identification.Refused refused) {
            refused.whose().ifPresent(whose -> watch.mistrusted(whose, refused.reason(), request));
            if (wrong.isOneTooMany(watch.address(request), refused)) {
                throw new Refused(
                        Refusal.TOO_MANY_REQUESTS,
                        "Too many wrong credentials from this network; try again in a minute.");
            }
        }
        return found;
    }

    /// A body that says its length is refused before it is read; the server's own limit ends the
    /// others.
    private static void demandSmall(HttpServerRequest request) {
        boolean large =
                header(request, "Content-Length")
                        .filter(length ->
                                length.length() > 9 || Long.parseLong(length) > Limits.BODY_BYTES)
                        .isPresent();
        if (large) {
            throw new Refused(
                    Refusal.BODY_TOO_LARGE, "A body has at most " + Limits.BODY_BYTES + " bytes.");
        }
    }

    private static String path(RoutingContext routing) {
        return Optional.ofNullable(routing.request().path()).orElse("");
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /// Names the request in every answer of the API, and keeps it out of caches.
    @ServerResponseFilter
    public void name(ContainerResponseContext response, RoutingContext routing) {
        if (path(routing).startsWith(RouteTable.BASE)) {
            response.getHeaders().putSingle("X-Request-Id", Visit.id(routing));
            response.getHeaders().putSingle("Cache-Control", "no-store");
        }
    }
}
