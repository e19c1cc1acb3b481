package dev.carnet.auth.report;

import dev.carnet.auth.page.Pages;
import dev.carnet.auth.passport.Reviews;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/passports`: what agents did, for who answers for them or may see everything, and
/// `/passports/{id}`, the report about one.
@Path("/passports")
public class ReportPageEndpoint {

    private static final Place LIST = new Place("/passports", Need.SIGNED_IN);

    private final PersonPages personPages;
    private final LineStore lines;
    private final CallStore calls;
    private final Reporting reporting;
    private final Reviews reviews;
    private final MembershipStore memberships;
    private final Pool pool;
    private final ReportView view;
    private final Pages pages;
    private final Cursors cursors;
    private final Clock clock;

    ReportPageEndpoint(
            PersonPages personPages,
            LineStore lines,
            CallStore calls,
            Reporting reporting,
            Reviews reviews,
            MembershipStore memberships,
            Pool pool,
            ReportView view,
            Pages pages,
            ServiceKeyset keyset,
            Clock clock) {
        this.personPages = personPages;
        this.lines = lines;
        this.calls = calls;
        this.reporting = reporting;
        this.reviews = reviews;
        this.memberships = memberships;
        this.pool = pool;
        this.view = view;
        this.pages = pages;
        this.cursors = new Cursors(keyset.sealer().aead());
        this.clock = clock;
    }

    /// Shows which passports there are reports about.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return personPages.show(request, LIST, person -> list(request, person));
    }

    private Uni<Response> list(HttpServerRequest request, SignedIn person) {
        Optional<Slice.Position> after = after(request, list(person));
        return lines.allOfPerson(
                        person.person(), after, ReportLimits.ON_A_PAGE + 1, clock.instant())
                .chain(found ->
                        (after.isEmpty()
                                        ? lines.waiting(
                                                person.person(),
                                                ReportLimits.WAITING,
                                                clock.instant())
                                        : Uni.createFrom().item(List.<Line>of()))
                                .map(waiting -> list(person, waiting, found)))
                .chain(page -> pages.show(200, page));
    }

    private static String list(SignedIn person) {
        return "passports\n" + person.person();
    }

    private ReportsPage list(SignedIn person, List<Line> waiting, List<Line> found) {
        List<Line> shown = found.stream().limit(ReportLimits.ON_A_PAGE).toList();
        String next =
                found.size() > shown.size()
                        ? next("/passports", list(person), position(shown.getLast()))
                        : "";
        return view.list(waiting, shown, next, person);
    }

    private static Slice.Position position(Line line) {
        return new Slice.Position(line.beganAt(), line.line());
    }

    /// Shows the report about the line of that passport.
    @GET
    @Path("/{id}")
    public Uni<Response> show(@Context HttpServerRequest request, @PathParam("id") String id) {
        return personPages.show(request, place(id), person -> show(request, person, id));
    }

    private Uni<Response> show(HttpServerRequest request, SignedIn person, String id) {
        return lines.ofPerson(person.person(), id, clock.instant())
                .map(found -> found.orElseThrow(ReportPageEndpoint::nothing))
                .chain(line -> show(request, person, line));
    }

    private Uni<Response> show(HttpServerRequest request, SignedIn person, Line line) {
        String place = "report\n" + line.workspace() + "\n" + line.line();
        return calls.calls(line, after(request, place), ReportLimits.ON_A_PAGE + 1)
                .chain(found -> {
                    List<SeenCall> shown = found.stream().limit(ReportLimits.ON_A_PAGE).toList();
                    String next =
                            found.size() > shown.size()
                                    ? next(
                                            "/passports/" + line.line(),
                                            place,
                                            shown.getLast().position())
                                    : "";
                    return reporting
                            .report(line, new Page<>(shown, Optional.empty()))
                            .chain(report -> page(report, next, person))
                            .chain(page -> pages.show(200, page));
                });
    }

    private Uni<ReportPage> page(PassportReport report, String next, SignedIn person) {
        Line line = report.passport();
        return memberships
                .role(pool, line.workspace(), person.person())
                .map(role -> role.orElse(Role.VIEWER))
                .chain(role ->
                        line.reviewId()
                                .map(id -> reviews.find(line.workspace(), id))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                                .map(review -> view.page(report, review, role, next, person)));
    }

    private Optional<Slice.Position> after(HttpServerRequest request, String place) {
        Parameters query = Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
        return query.one("after")
                .flatMap(cursor -> cursors.open(place, cursor))
                .map(text -> text.split(" ", 2))
                .map(parts -> new Slice.Position(Instant.parse(parts[0]), parts[1]));
    }

    private String next(String path, String place, Slice.Position last) {
        String position = cursors.seal(place, last.at() + " " + last.id());
        return path + "?after=" + URLEncoder.encode(position, StandardCharsets.UTF_8);
    }

    /// An id that is none leads nowhere after signing in, either.
    private static Place place(String id) {
        return new Place(Ids.is("jti", id) ? "/passports/" + id : "/passports", Need.SIGNED_IN);
    }

    private static Refusal nothing() {
        return Refusal.because(
                ErrorCode.NOT_FOUND, "There is no such passport for you.", "no_such_passport");
    }
}
