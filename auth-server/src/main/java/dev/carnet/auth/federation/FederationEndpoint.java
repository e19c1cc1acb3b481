package dev.carnet.auth.federation;

import dev.carnet.auth.federation.Federation.Away;
import dev.carnet.auth.federation.Federation.Said;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.Entrance.Way;
import dev.carnet.auth.signin.ReturnTarget;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/signin/provider/{id}` sends a browser to a provider, `/signin/callback` takes it back.
@Path("/signin")
public class FederationEndpoint {

    private final Federation federation;
    private final FederatedSignIn signIn;
    private final Pages pages;
    private final Cookies cookies;
    private final Visitors visitors;
    private final RateLimit limit = new RateLimit(Limits.FEDERATIONS_PER_MINUTE);

    FederationEndpoint(
            Federation federation,
            FederatedSignIn signIn,
            Pages pages,
            Cookies cookies,
            Visitors visitors) {
        this.federation = federation;
        this.signIn = signIn;
        this.pages = pages;
        this.cookies = cookies;
        this.visitors = visitors;
    }

    /// Goes to the provider.
    @GET
    @Path("/provider/{id}")
    public Uni<Response> begin(@Context HttpServerRequest request, @PathParam("id") String id) {
        return pages.answer(
                request,
                () -> {
                    if (!limit.admits(visitors.of(request).address())) {
                        throw Federation.refused("federation_limit");
                    }
                    var target = ReturnTarget.of(query(request).one("return").orElse(""));
                    return federation
                            .begin(request, id, Optional.empty(), target.path())
                            .map(this::away);
                });
    }

    private Response away(Away away) {
        return with(pages.redirect(away.location()), away.cookie());
    }

    /// Comes back from the provider.
    @GET
    @Path("/callback")
    public Uni<Response> finish(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () ->
                        federation
                                .finish(request, query(request).eachOnce())
                                .chain(said -> go(request, said)));
    }

    private Uni<Response> go(HttpServerRequest request, Said said) {
        return said.linking()
                .map(person ->
                        signIn.link(request, said, person)
                                .map(linked ->
                                        pages.redirect(
                                                pages.root()
                                                        + said.returnTo()
                                                        + (linked ? "?done" : "?taken"))))
                .orElseGet(() -> signIn.signIn(request, said).map(way -> goOn(way, said)));
    }

    private Response goOn(Way way, Said said) {
        var target = ReturnTarget.of(said.returnTo());
        String next =
                switch (way) {
                    case Way.In _ -> target.path();
                    case Way.Half _ -> target.secondStep();
                };
        return with(
                with(pages.redirect(pages.root() + next), way.cookie()),
                cookies.end(Federation.COOKIE));
    }

    private static Response with(Response answer, String cookie) {
        return Response.fromResponse(answer).header("Set-Cookie", cookie).build();
    }

    private static Parameters query(HttpServerRequest request) {
        return Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
    }
}
