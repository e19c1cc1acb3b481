package dev.carnet.auth.authorize;

import dev.carnet.auth.authorize.ConsentPage.Place;
import dev.carnet.auth.factor.FactorDemand;
import dev.carnet.auth.factor.FactorDemand.Elsewhere;
import dev.carnet.auth.factor.FactorDemand.Stopped;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Membership;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.ReturnTarget;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.FeedPosition;
import dev.carnet.auth.token.GrantLabel;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Asks a person for consent, at every authorization: what is asked is sealed into the form, so
/// that the answer can be to nothing else (V21, V32).
@Singleton
final class Consents {

    static final String FORM = "consent";

    private final MembershipStore memberships;
    private final ToolsetPlaceStore places;
    private final FeedPosition feed;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final ClientPolicies policies;
    private final FactorDemand demand;
    private final Authorizations authorizations;

    Consents(
            MembershipStore memberships,
            ToolsetPlaceStore places,
            FeedPosition feed,
            SessionForms forms,
            Pages pages,
            Pool pool,
            ClientPolicies policies,
            FactorDemand demand,
            Authorizations authorizations) {
        this.memberships = memberships;
        this.places = places;
        this.feed = feed;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.policies = policies;
        this.demand = demand;
        this.authorizations = authorizations;
    }

    /// What this person can choose, by their memberships of this moment.
    Uni<Optional<Choice<AuthorizeRequest>>> choice(
            AuthorizeRequest request, String query, SignedIn person) {
        long seq = feed.now();
        return places.exists(pool, request.toolset())
                .chain(there ->
                        there
                                ? memberships.all(pool, person.person())
                                : Uni.createFrom().item(List.<Membership>of()))
                .map(all -> Choice.of(request, all, query, seq));
    }

    /// Shows the question.
    ///
    /// @param again whether it was answered without a ticked box
    Uni<Response> ask(
            AuthorizeRequest request,
            String query,
            SignedIn person,
            Visitor visitor,
            boolean again) {
        return choice(request, query, person)
                .map(choice -> choice.orElseThrow(Consents::noWorkspace))
                .chain(choice ->
                        choice.here().lacksFactor()
                                ? demand.show(stopped(choice, query))
                                : askIfAllowed(choice, query, person, visitor, again));
    }

    private Uni<Response> askIfAllowed(
            Choice<AuthorizeRequest> choice,
            String query,
            SignedIn person,
            Visitor visitor,
            boolean again) {
        return isAllowed(choice)
                .chain(allowed ->
                        allowed
                                ? question(choice, query, person, visitor, again)
                                : refusal(choice, query));
    }

    private Stopped stopped(Choice<AuthorizeRequest> choice, String query) {
        String here = Query.with(query, Choice.WORKSPACE, choice.here().workspace());
        return new Stopped(
                choice.here().workspaceName(),
                ReturnTarget.authorize(here).path(),
                others(choice, query).stream()
                        .map(place -> new Elsewhere(place.name(), place.link()))
                        .toList(),
                authorizations.answer(choice.request(), factorMissing()));
    }

    private static Refusal factorMissing() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "The workspace demands a second factor that the person has not set up.",
                "second_factor_missing");
    }

    /// Whether the chosen workspace lets its people authorize that client.
    Uni<Boolean> isAllowed(Choice<AuthorizeRequest> choice) {
        return policies.ruling(choice.here().workspace(), choice.request().client())
                .map(ruling -> ruling.stance().admits(Asking.NEW));
    }

    private Uni<Response> question(
            Choice<AuthorizeRequest> choice,
            String query,
            SignedIn person,
            Visitor visitor,
            boolean again) {
        return pages.showLeadingAway(
                again ? 400 : 200, view(choice, query, person, visitor, again));
    }

    /// Says so here and not only to the client: whoever came can take another workspace, or go back
    /// with the error (RFC 6749 §4.1.2.1).
    private Uni<Response> refusal(Choice<AuthorizeRequest> choice, String query) {
        return pages.show(
                403,
                new NotAllowedPage(
                        choice.request().client().name(),
                        choice.request().redirectUri().destination(),
                        place(choice.here(), query),
                        others(choice, query),
                        authorizations.answer(choice.request(), notAllowed())));
    }

    static Refusal notAllowed() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "The workspace does not allow this program.",
                "client_policy");
    }

    private List<Place> others(Choice<AuthorizeRequest> choice, String query) {
        return choice.others().stream().map(member -> place(member, query)).toList();
    }

    private ConsentPage view(
            Choice<AuthorizeRequest> choice,
            String query,
            SignedIn person,
            Visitor visitor,
            boolean again) {
        AuthorizeRequest request = choice.request();
        String bound = Query.with(query, Choice.WORKSPACE, choice.here().workspace());
        return new ConsentPage(
                request.client().name(),
                request.client().host().orElse(""),
                request.redirectUri().destination(),
                request.client().leadsElsewhere(request.redirectUri()),
                request.client().isLoopbackOnly(),
                person.email(),
                place(choice.here(), query),
                others(choice, query),
                request.resource(),
                choice.boxes(),
                GrantLabel.proposed(request.client(), visitor),
                again,
                forms.seal(FORM, person, bound),
                otherPerson(query));
    }

    /// A link and no second form: this page has one question.
    private String otherPerson(String query) {
        String target = ReturnTarget.authorize(query).path();
        return pages.root() + "/signin?return=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }

    private Place place(Membership member, String query) {
        String link = Query.with(query, Choice.WORKSPACE, member.workspace());
        return new Place(
                member.workspaceName(), member.role().wire(), pages.root() + "/authorize?" + link);
    }

    private static Refusal noWorkspace() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "You are not a member of a workspace this program could use.",
                "no_workspace");
    }
}
