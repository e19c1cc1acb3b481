package dev.carnet.auth.server;

import dev.carnet.auth.operator.OperatorPages;
import dev.carnet.auth.operator.PageCalls;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.server.ServerPage.Card;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `/servers`: the servers of a workspace, and `/servers/{id}`, one of them with its switches. To
/// switch one off needs no recent sign-in: whoever does it is in a hurry, and takes nothing.
@Path("/servers")
public class ServersPageEndpoint {

    private static final String HERE = "/servers";

    private final OperatorPages operatorPages;
    private final PageCalls calls;
    private final ServerParts parts;
    private final Switching switching;
    private final SessionForms forms;
    private final Pages pages;

    ServersPageEndpoint(
            OperatorPages operatorPages,
            PageCalls calls,
            ServerParts parts,
            Switching switching,
            SessionForms forms,
            Pages pages) {
        this.operatorPages = operatorPages;
        this.calls = calls;
        this.parts = parts;
        this.switching = switching;
        this.forms = forms;
        this.pages = pages;
    }

    /// Shows all of them.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return operatorPages.show(request, HERE, place -> list(request, place));
    }

    private Uni<Response> list(HttpServerRequest request, Place place) {
        String after =
                OperatorPages.query(request)
                        .one("after")
                        .map(at -> "&after=" + URLEncoder.encode(at, StandardCharsets.UTF_8))
                        .orElse("");
        return parts.table(place, request)
                .chain(table ->
                        pages.showListening(
                                200,
                                new ServersPage(
                                        table,
                                        place.others(HERE),
                                        watch(place) + after,
                                        place.person().name(),
                                        forms.seal("signout", place.person(), ""))));
    }

    private String watch(Place place) {
        return pages.root() + "/live/servers?workspace=" + place.workspace();
    }

    /// Shows one.
    @GET
    @Path("/{id}")
    public Uni<Response> show(@Context HttpServerRequest request, @PathParam("id") String id) {
        return operatorPages.show(
                request,
                here(id),
                person -> parts.workspace(person.person(), id),
                place -> show(request, place, id));
    }

    private Uni<Response> show(HttpServerRequest request, Place place, String id) {
        boolean done = Optional.ofNullable(request.query()).orElse("").equals("done");
        return parts.card(place, id, false)
                .map(card -> card.orElseThrow(Refused::notFound))
                .chain(card -> pages.showListening(200, page(place, card, done)));
    }

    private ServerPage page(Place place, Card card, boolean done) {
        return new ServerPage(
                card,
                done,
                watch(place) + "&server=" + card.line().id(),
                place.person().name(),
                forms.seal("signout", place.person(), ""));
    }

    /// Switches it on again.
    @POST
    @Path("/{id}/enable")
    public Uni<Response> enable(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return operatorPages.take(
                request,
                body,
                place(id, Need.FRESH),
                ServerView.ENABLE,
                answered -> enable(answered, true));
    }

    /// Switches it off.
    @POST
    @Path("/{id}/disable")
    public Uni<Response> disable(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return operatorPages.take(
                request,
                body,
                place(id, Need.SIGNED_IN),
                ServerView.DISABLE,
                answered -> enable(answered, false));
    }

    private Uni<Response> enable(Answered answered, boolean enabled) {
        String[] named = answered.text().split(" ", 3);
        return calls.call(answered.person(), named[0], Role.OPERATORS)
                .chain(call -> switching.enable(call, named[1], enabled))
                .map(_ -> back(answered, named));
    }

    /// Approves its address and authentication as the page showed them.
    @POST
    @Path("/{id}/approve")
    public Uni<Response> approve(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return operatorPages.take(
                request, body, place(id, Need.FRESH), ServerView.APPROVE, this::approve);
    }

    private Uni<Response> approve(Answered answered) {
        String[] named = answered.text().split(" ", 3);
        int version = Integer.parseInt(named[2]);
        return calls.call(answered.person(), named[0], Role.ADMINS, version)
                .chain(call -> switching.approve(call, named[1]))
                .map(_ -> back(answered, named));
    }

    private Response back(Answered answered, String[] named) {
        String where =
                answered.fields().one("list").isPresent()
                        ? "?workspace=" + named[0]
                        : "/" + named[1] + "?done";
        return pages.redirect(pages.root() + HERE + where);
    }

    /// An id that is none leads nowhere after signing in, either.
    private static String here(String id) {
        return Ids.is("srv", id) ? HERE + "/" + id : HERE;
    }

    private static PersonPages.Place place(String id, Need need) {
        return new PersonPages.Place(here(id), need);
    }
}
