package dev.carnet.auth.account;

import dev.carnet.auth.account.FactorChange.Order;
import dev.carnet.auth.factor.Enrolled;
import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.federation.LinkStore;
import dev.carnet.auth.federation.Provider;
import dev.carnet.auth.federation.ProviderStore;
import dev.carnet.auth.page.Pages;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// `/account/security`: how a person signs in. To see it takes a fresh sign-in, as every change of
/// it does.
@Path("/account/security")
public class SecurityEndpoint {

    static final String HERE = "/account/security";
    static final Place PLACE = new Place(HERE, Need.FRESH_WITH_FACTOR);
    static final String REMOVE_APP = "remove_app";
    private static final String RENEW_CODES = "renew_codes";

    private final PersonPages personPages;
    private final FactorChange change;
    private final EnrolledStore enrolled;
    private final PasskeyStore passkeys;
    private final RelyingParty party;
    private final LinkStore links;
    private final ProviderStore providers;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;

    SecurityEndpoint(
            PersonPages personPages,
            FactorChange change,
            EnrolledStore enrolled,
            PasskeyStore passkeys,
            RelyingParty party,
            LinkStore links,
            ProviderStore providers,
            SessionForms forms,
            Pages pages,
            Pool pool) {
        this.personPages = personPages;
        this.change = change;
        this.enrolled = enrolled;
        this.passkeys = passkeys;
        this.party = party;
        this.links = links;
        this.providers = providers;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
    }

    /// Shows the page.
    @GET
    public Uni<Response> page(@Context HttpServerRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        return personPages.show(request, PLACE, person -> show(person, query));
    }

    private Uni<Response> show(SignedIn person, String query) {
        String id = person.person();
        return enrolled.of(pool, id)
                .chain(has ->
                        passkeys.of(pool, id)
                                .chain(keys ->
                                        links.of(pool, id)
                                                .chain(linked ->
                                                        providers
                                                                .ofMember(pool, id)
                                                                .map(all ->
                                                                        new Known(
                                                                                has, keys, linked,
                                                                                all)))))
                .chain(known -> pages.show(200, page(person, known, query)));
    }

    /// What there is about a person.
    private record Known(
            Enrolled has, List<Passkey> keys, List<LinkStore.Linked> linked, List<Provider> all) {

        List<Provider> linkable() {
            return all.stream()
                    .filter(it -> linked.stream().noneMatch(l -> l.provider().equals(it.id())))
                    .toList();
        }
    }

    private SecurityPage page(SignedIn person, Known known, String query) {
        return new SecurityPage(
                person.email(),
                query.equals("done"),
                query.equals("taken"),
                known.has(),
                party.hasName(),
                known.keys().stream().map(key -> line(person, key)).toList(),
                known.linked().stream().map(linked -> line(person, linked)).toList(),
                known.linkable().stream().map(one -> line(person, one)).toList(),
                forms.seal(REMOVE_APP, person, ""),
                forms.seal(RENEW_CODES, person, ""),
                forms.seal("signout", person, ""));
    }

    private SecurityPage.Linked line(SignedIn person, LinkStore.Linked linked) {
        return new SecurityPage.Linked(
                linked.name(),
                day(linked.createdAt()),
                forms.seal(IdentityEndpoint.UNLINK, person, linked.provider()));
    }

    private SecurityPage.Linkable line(SignedIn person, Provider provider) {
        return new SecurityPage.Linkable(
                provider.name(), forms.seal(IdentityEndpoint.LINK, person, provider.id()));
    }

    private SecurityPage.Key line(SignedIn person, Passkey key) {
        return new SecurityPage.Key(
                key.id(),
                key.name(),
                day(key.createdAt()),
                key.usedAt().map(SecurityEndpoint::day).orElse(""),
                forms.seal(PasskeyEndpoint.RENAME, person, key.id()),
                forms.seal(PasskeyEndpoint.REMOVE, person, key.id()));
    }

    private static String day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /// Makes new recovery codes; the earlier ones are worth nothing from then on.
    @POST
    @Path("/recovery-codes")
    public Uni<Response> renewCodes(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, RENEW_CODES, this::renewCodes);
    }

    private Uni<Response> renewCodes(Answered answered) {
        return change.renewCodes(Order.of(answered, "factor.renew", Factors.Kind.RECOVERY_CODE))
                .chain(change::answer);
    }
}
