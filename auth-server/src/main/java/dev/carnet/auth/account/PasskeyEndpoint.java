package dev.carnet.auth.account;

import dev.carnet.auth.account.FactorChange.Order;
import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.http.Device;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.passkey.Ceremony;
import dev.carnet.auth.passkey.Challenge;
import dev.carnet.auth.passkey.ChallengeStore;
import dev.carnet.auth.passkey.Credential;
import dev.carnet.auth.passkey.Options;
import dev.carnet.auth.passkey.Passkey;
import dev.carnet.auth.passkey.PasskeyStore;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;

/// `/account/passkey`: adding, naming and removing passkeys.
@Path("/account/passkey")
public class PasskeyEndpoint {

    static final String REMOVE = "remove_passkey";
    static final String RENAME = "rename_passkey";
    private static final Place PLACE = new Place("/account/passkey", Need.FRESH_WITH_FACTOR);
    private static final String ADD = "add_passkey";
    private static final String UNNAMED = "Passkey";

    private final PersonPages personPages;
    private final FactorChange change;
    private final PasskeyStore store;
    private final ChallengeStore challenges;
    private final Ceremony ceremony;
    private final Options options;
    private final RelyingParty party;
    private final SessionForms forms;
    private final Visitors visitors;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;

    PasskeyEndpoint(
            PersonPages personPages,
            FactorChange change,
            PasskeyStore store,
            ChallengeStore challenges,
            Ceremony ceremony,
            Options options,
            RelyingParty party,
            SessionForms forms,
            Visitors visitors,
            Pages pages,
            Pool pool,
            Clock clock) {
        this.personPages = personPages;
        this.change = change;
        this.store = store;
        this.challenges = challenges;
        this.ceremony = ceremony;
        this.options = options;
        this.party = party;
        this.forms = forms;
        this.visitors = visitors;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows the page that makes one.
    @GET
    public Uni<Response> page(@Context HttpServerRequest request) {
        return pages.answer(request, () -> page(request, Onward.in(request)));
    }

    private Uni<Response> page(HttpServerRequest request, Onward onward) {
        return personPages.show(
                request,
                onward.from(PLACE),
                person ->
                        party.hasName()
                                ? show(200, request, person, onward, false)
                                : Uni.createFrom()
                                        .item(
                                                pages.redirect(
                                                        pages.root() + SecurityEndpoint.HERE)));
    }

    /// Takes what the device made.
    @POST
    public Uni<Response> add(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, ADD, this::add);
    }

    private Uni<Response> add(Answered answered) {
        var challenge = Challenge.of(Onward.rest(answered.text()));
        return challenges
                .spend(challenge, clock.instant())
                .map(spent ->
                        spent ? registered(answered, challenge) : Optional.<Credential>empty())
                .chain(credential ->
                        credential
                                .map(made -> add(answered, made))
                                .orElseGet(() -> notAdded(answered)));
    }

    private Optional<Credential> registered(Answered answered, Challenge challenge) {
        return ceremony.registered(
                answered.fields().one("credential").orElse(""),
                challenge,
                answered.person().person(),
                answered.person().email());
    }

    private Uni<Response> add(Answered answered, Credential made) {
        return change.add(
                        Order.of(answered, "factor.add", Factors.Kind.PASSKEY),
                        transaction ->
                                store.add(transaction, made, name(answered), clock.instant()))
                .chain(changed ->
                        changed.isPresent()
                                ? change.answer(changed, Onward.sealed(answered.text()))
                                : notAdded(answered));
    }

    private Uni<Response> notAdded(Answered answered) {
        return show(
                400, answered.request(), answered.person(), Onward.sealed(answered.text()), true);
    }

    /// Gives a passkey another name.
    @POST
    @Path("/rename")
    public Uni<Response> rename(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, SecurityEndpoint.PLACE, RENAME, this::rename);
    }

    private Uni<Response> rename(Answered answered) {
        String person = answered.person().person();
        return change.alter(
                        Order.of(answered, "factor.rename", Factors.Kind.PASSKEY),
                        transaction ->
                                store.rename(transaction, person, answered.text(), name(answered)))
                .chain(change::answer);
    }

    /// Removes a passkey.
    @POST
    @Path("/remove")
    public Uni<Response> remove(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, SecurityEndpoint.PLACE, REMOVE, this::remove);
    }

    private Uni<Response> remove(Answered answered) {
        String person = answered.person().person();
        return change.alter(
                        Order.of(answered, "factor.remove", Factors.Kind.PASSKEY),
                        transaction -> store.remove(transaction, person, answered.text()))
                .chain(change::answer);
    }

    private static String name(Answered answered) {
        return ClientName.clean(answered.fields().one("name").orElse(""), UNNAMED);
    }

    private Uni<Response> show(
            int status, HttpServerRequest request, SignedIn person, Onward onward, boolean wrong) {
        var challenge = Challenge.fresh(clock.instant());
        return store.of(pool, person.person())
                .map(known -> known.stream().map(Passkey::credential).toList())
                .map(known -> options.create(challenge, person.person(), person.email(), known))
                .chain(asked ->
                        pages.showWithScript(
                                status,
                                new PasskeyPage(
                                        forms.seal(ADD, person, onward.behind(challenge.text())),
                                        Device.label(visitors.of(request).userAgent()),
                                        asked,
                                        wrong)));
    }
}
