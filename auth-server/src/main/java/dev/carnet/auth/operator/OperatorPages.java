package dev.carnet.auth.operator;

import dev.carnet.auth.factor.FactorDemand;
import dev.carnet.auth.factor.FactorDemand.Stopped;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Membership;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Pages about one workspace of a person, which the address names; the oldest of theirs where it
/// names none.
@Singleton
public final class OperatorPages {

    private final PersonPages personPages;
    private final Pages pages;
    private final MembershipStore memberships;
    private final FactorDemand demand;
    private final Pool pool;

    OperatorPages(
            PersonPages personPages,
            Pages pages,
            MembershipStore memberships,
            FactorDemand demand,
            Pool pool) {
        this.personPages = personPages;
        this.pages = pages;
        this.memberships = memberships;
        this.demand = demand;
        this.pool = pool;
    }

    /// Shows a page of the workspace that its address names.
    ///
    /// @param path of the page, without a query
    public Uni<Response> show(
            HttpServerRequest request, String path, Function<Place, Uni<Response>> page) {
        return pages.answer(
                request,
                () -> {
                    Optional<String> workspace = workspace(request);
                    String here = path + workspace.map(id -> "?workspace=" + id).orElse("");
                    return within(request, here, _ -> Uni.createFrom().item(workspace), page);
                });
    }

    /// Shows a page of something that is of one workspace.
    ///
    /// @param here where the page is, to come back to
    /// @param workspace of which it is; refuses what is not there
    public Uni<Response> show(
            HttpServerRequest request,
            String here,
            Function<SignedIn, Uni<String>> workspace,
            Function<Place, Uni<Response>> page) {
        return within(request, here, person -> workspace.apply(person).map(Optional::of), page);
    }

    private Uni<Response> within(
            HttpServerRequest request,
            String here,
            Function<SignedIn, Uni<Optional<String>>> workspace,
            Function<Place, Uni<Response>> page) {
        return personPages.show(
                request,
                new PersonPages.Place(here, Need.SIGNED_IN),
                person ->
                        refusing(() ->
                                workspace
                                        .apply(person)
                                        .chain(found -> place(person, found))
                                        .chain(place -> enter(place, here, page))));
    }

    /// The person's place in that workspace, or in the oldest of theirs.
    public Uni<Place> place(SignedIn person, Optional<String> workspace) {
        return memberships.all(pool, person.person()).map(all -> place(person, all, workspace));
    }

    /// The workspace that an address names.
    public static Optional<String> workspace(HttpServerRequest request) {
        return query(request).one("workspace").filter(id -> Ids.is("ws", id));
    }

    /// What stands behind the `?` of a request.
    public static Parameters query(HttpServerRequest request) {
        return Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
    }

    private static Place place(SignedIn person, List<Membership> all, Optional<String> workspace) {
        return all.stream()
                .filter(one -> workspace.filter(id -> !id.equals(one.workspace())).isEmpty())
                .findFirst()
                .map(here -> new Place(person, here, all))
                .orElseThrow(OperatorPages::nowhere);
    }

    private static Refusal nowhere() {
        return Refusal.because(
                ErrorCode.NOT_FOUND, "There is no such workspace for you.", "no_such_workspace");
    }

    private Uni<Response> enter(Place place, String here, Function<Place, Uni<Response>> page) {
        return place.here().lacksFactor()
                ? demand.show(new Stopped(place.here().workspaceName(), here, List.of(), ""))
                : page.apply(place);
    }

    /// Takes a form. What a journey of the REST API refuses is a page here.
    ///
    /// @param form its name, as it was sealed
    public Uni<Response> take(
            HttpServerRequest request,
            byte[] body,
            PersonPages.Place place,
            String form,
            Function<Answered, Uni<Response>> journey) {
        return personPages.take(
                request, body, place, form, answered -> refusing(() -> journey.apply(answered)));
    }

    private static Uni<Response> refusing(Supplier<Uni<Response>> journey) {
        return Uni.createFrom()
                .deferred(journey::get)
                .onFailure(Refused.class)
                .transform(OperatorPages::page);
    }

    private static Refusal page(Refused refused) {
        ErrorCode code =
                switch (refused.refusal().status()) {
                    case 403 -> ErrorCode.NOT_ALLOWED;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 409, 412 -> ErrorCode.CHANGED;
                    case 429 -> ErrorCode.TOO_MANY_REQUESTS;
                    case 503 -> ErrorCode.TEMPORARILY_UNAVAILABLE;
                    default -> ErrorCode.INVALID_REQUEST;
                };
        return Refusal.because(
                code, String.valueOf(refused.getMessage()), refused.refusal().code());
    }
}
