package dev.carnet.auth.connect;

import dev.carnet.auth.connect.ConnectPage.Line;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/connect`: what a person is connected to. The way to an authorization server is a link and no
/// form, because browsers apply `form-action` to where a form is redirected; the link carries the
/// token a form would (V49: nobody is sent there by a foreign page).
@Path("/connect")
public class ConnectEndpoint {

    private static final String HERE = "/connect";
    private static final String START = "connect_start";
    private static final String KEY = "connect_key";
    private static final String END = "connect_end";
    private static final Place PLACE = new Place(HERE, Need.SIGNED_IN);

    private final PersonPages personPages;
    private final UpstreamStore upstreams;
    private final Connecting connecting;
    private final Making making;
    private final SessionForms forms;
    private final Pages pages;
    private final Visitors visitors;
    private final Clock clock;
    private final RateLimit limit = new RateLimit(ConnectLimits.PER_MINUTE);
    private final RateLimit keys = new RateLimit(ConnectLimits.KEYS_PER_MINUTE);

    ConnectEndpoint(
            PersonPages personPages,
            UpstreamStore upstreams,
            Connecting connecting,
            Making making,
            SessionForms forms,
            Pages pages,
            Visitors visitors,
            Clock clock) {
        this.personPages = personPages;
        this.upstreams = upstreams;
        this.connecting = connecting;
        this.making = making;
        this.forms = forms;
        this.pages = pages;
        this.visitors = visitors;
        this.clock = clock;
    }

    /// Shows all servers.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return personPages.show(
                request,
                PLACE,
                person ->
                        upstreams
                                .of(person.person(), clock.instant())
                                .chain(all -> show(request, person, all, false)));
    }

    /// Shows one server: the address that a call names which needs a connection.
    @GET
    @Path("/{id}")
    public Uni<Response> one(@Context HttpServerRequest request, @PathParam("id") String id) {
        boolean plain = id.matches("[a-z]{2,8}_[0-9a-z]{1,40}");
        var place = plain ? new Place(HERE + "/" + id, Need.SIGNED_IN) : PLACE;
        return personPages.show(
                request,
                place,
                person ->
                        known(person, plain ? id : "")
                                .chain(found -> show(request, person, List.of(found), true)));
    }

    private Uni<Response> show(
            HttpServerRequest request, SignedIn person, List<Upstream> servers, boolean single) {
        String said = Optional.ofNullable(request.query()).orElse("");
        return pages.show(
                200,
                new ConnectPage(
                        servers.stream().map(server -> line(person, server)).toList(),
                        said.equals("done") && servers.stream().noneMatch(Upstream::isUnproven),
                        single && servers.stream().anyMatch(Upstream::isTrying),
                        said.equals("ended"),
                        single,
                        person.name(),
                        forms.seal("signout", person, "")));
    }

    private Line line(SignedIn person, Upstream server) {
        return new Line(
                server,
                forms.seal(START, person, server.id()),
                forms.seal(KEY, person, server.id()),
                server.held()
                        .map(held -> forms.seal(END, person, server.workspace() + " " + held.id()))
                        .orElse(""));
    }

    /// Goes to the authorization server of the upstream that the token names.
    @GET
    @Path("/start")
    public Uni<Response> start(@Context HttpServerRequest request) {
        return personPages.show(request, PLACE, person -> start(request, person));
    }

    private Uni<Response> start(HttpServerRequest request, SignedIn person) {
        if (!limit.admits(visitors.of(request).address())) {
            throw Obstacle.LIMIT.refusal();
        }
        String server =
                forms.open(START, person, query(request))
                        .orElseThrow(() -> Obstacle.LINK.refusal());
        return known(person, server)
                .map(found -> found.key() ? refuse() : found)
                .chain(found -> connecting.begin(found, person, visitors.of(request)))
                .map(pages::redirect);
    }

    private static Upstream refuse() {
        throw Obstacle.SERVER.refusal();
    }

    /// Comes back from there.
    @GET
    @Path("/callback")
    public Uni<Response> callback(@Context HttpServerRequest request) {
        return personPages.show(
                request,
                PLACE,
                person ->
                        connecting
                                .finish(query(request).eachOnce(), person, visitors.of(request))
                                .map(begun -> back(begun.server(), "done")));
    }

    /// Takes a key. The gateway tries it at the server before it counts; the page says how it did.
    @POST
    @Path("/key")
    public Uni<Response> key(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, KEY, this::key);
    }

    private Uni<Response> key(Answered answered) {
        if (!keys.admits(answered.person().person())) {
            throw Obstacle.LIMIT.refusal();
        }
        String key = answered.fields().one("key").orElse("").strip();
        if (key.length() > ConnectLimits.KEY_CHARACTERS || !key.matches("[\\x21-\\x7e]+")) {
            throw Obstacle.KEY.refusal();
        }
        return known(answered.person(), answered.text())
                .map(found -> found.key() ? found : refuse())
                .call(found -> making.keep(found, answered.person(), key, answered.visitor()))
                .map(found -> back(found.id(), "done"));
    }

    /// Ends a connection.
    @POST
    @Path("/disconnect")
    public Uni<Response> disconnect(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, END, this::disconnect);
    }

    private Uni<Response> disconnect(Answered answered) {
        String[] named = answered.text().split(" ", 2);
        return making.end(named[0], answered.person().person(), named[1], answered.visitor())
                .map(_ -> pages.redirect(pages.root() + HERE + "?ended"));
    }

    private Response back(String server, String said) {
        return pages.redirect(pages.root() + HERE + "/" + server + "?" + said);
    }

    private Uni<Upstream> known(SignedIn person, String server) {
        return upstreams
                .one(person.person(), server, clock.instant())
                .map(found -> found.orElseThrow(() -> Obstacle.SERVER.refusal()));
    }

    private static Parameters query(HttpServerRequest request) {
        return Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
    }
}
