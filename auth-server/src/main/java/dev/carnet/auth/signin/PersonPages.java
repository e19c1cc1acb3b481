package dev.carnet.auth.signin;

import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// Pages and forms that are for a signed-in person. Whoever is not signed in, or not recently
/// enough for what the page does, is led to sign in and back (step-up).
@Singleton
public final class PersonPages {

    private final Sessions sessions;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final Pages pages;
    private final Visitors visitors;
    private final EnrolledStore enrolled;
    private final Pool pool;
    private final Clock clock;

    PersonPages(
            Sessions sessions,
            SessionForms forms,
            FormOrigin formOrigin,
            Pages pages,
            Visitors visitors,
            EnrolledStore enrolled,
            Pool pool,
            Clock clock) {
        this.enrolled = enrolled;
        this.pool = pool;
        this.sessions = sessions;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.pages = pages;
        this.visitors = visitors;
        this.clock = clock;
    }

    /// How recently the person must have signed in.
    public enum Need {
        /// As long as the session lives.
        SIGNED_IN,
        /// Within `Limits.FRESH_SIGN_IN`: for what a browser left open, or a stolen cookie, must
        /// not be able to do.
        FRESH,
        /// The same, and with the second factor where the person has one: for what changes how
        /// somebody signs in.
        FRESH_WITH_FACTOR
    }

    /// Which page it is.
    ///
    /// @param here where it is, to come back to
    public record Place(String here, Need need) {}

    /// A form that a page of ours made for this very session.
    ///
    /// @param text what was sealed into it
    /// @param fields what was filled in
    public record Answered(
            HttpServerRequest request,
            SignedIn person,
            String text,
            Parameters fields,
            Visitor visitor) {}

    /// Shows a page, or the way to sign in.
    public Uni<Response> show(
            HttpServerRequest request, Place place, Function<SignedIn, Uni<Response>> page) {
        return pages.answer(request, () -> enter(request, place, page));
    }

    /// Takes a form. One of another session, or too old, is refused and changes nothing.
    ///
    /// @param form its name, as it was sealed
    public Uni<Response> take(
            HttpServerRequest request,
            byte[] body,
            Place place,
            String form,
            Function<Answered, Uni<Response>> journey) {
        return pages.answer(
                request,
                () -> {
                    Parameters fields = Form.read(request, body);
                    return enter(
                            request,
                            place,
                            person -> journey.apply(answered(request, person, form, fields)));
                });
    }

    private Uni<Response> enter(
            HttpServerRequest request, Place place, Function<SignedIn, Uni<Response>> page) {
        return sessions.current(request).chain(person -> enter(place, person, page));
    }

    private Uni<Response> enter(
            Place place, Optional<SignedIn> person, Function<SignedIn, Uni<Response>> page) {
        return person.map(known -> suffices(known, place.need()))
                .orElseGet(() -> Uni.createFrom().item(false))
                .chain(enough -> enough ? page.apply(person.orElseThrow()) : signIn(place, person));
    }

    private Uni<Boolean> suffices(SignedIn person, Need need) {
        boolean fresh = need == Need.SIGNED_IN || person.isFresh(clock.instant());
        return fresh && need == Need.FRESH_WITH_FACTOR
                ? enrolled.of(pool, person.person()).map(person::sufficesFor)
                : Uni.createFrom().item(fresh);
    }

    private Uni<Response> signIn(Place place, Optional<SignedIn> person) {
        String target = URLEncoder.encode(place.here(), StandardCharsets.UTF_8);
        String again = person.isPresent() ? "&again=1" : "";
        return Uni.createFrom()
                .item(pages.redirect(pages.root() + "/signin?return=" + target + again));
    }

    private Answered answered(
            HttpServerRequest request, SignedIn person, String form, Parameters fields) {
        String text =
                forms.open(form, person, fields)
                        .filter(_ -> formOrigin.holds(request))
                        .orElseThrow(PersonPages::notOurs);
        return new Answered(request, person, text, fields, visitors.of(request));
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This form belongs to another session or has become too old.",
                "person_form");
    }
}
