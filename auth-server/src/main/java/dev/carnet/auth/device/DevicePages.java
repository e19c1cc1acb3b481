package dev.carnet.auth.device;

import dev.carnet.auth.authorize.Choice;
import dev.carnet.auth.authorize.ToolsetPlaceStore;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.device.DeviceCodePage.Problem;
import dev.carnet.auth.device.DeviceConsentPage.Place;
import dev.carnet.auth.factor.FactorDemand;
import dev.carnet.auth.factor.FactorDemand.Stopped;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Membership;
import dev.carnet.auth.person.MembershipStore;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The pages of the device grant. What is asked is sealed into the form, so that the answer can be
/// to nothing else.
@Singleton
final class DevicePages {

    /// The form that takes a code, and the one that takes a decision.
    static final String CODE = "device_code";

    static final String DECISION = "device_decision";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final MembershipStore memberships;
    private final DeviceCodes codes;
    private final ToolsetPlaceStore places;
    private final FeedPosition feed;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final FactorDemand demand;

    DevicePages(
            MembershipStore memberships,
            DeviceCodes codes,
            ToolsetPlaceStore places,
            FeedPosition feed,
            SessionForms forms,
            Pages pages,
            Pool pool,
            FactorDemand demand) {
        this.memberships = memberships;
        this.codes = codes;
        this.places = places;
        this.feed = feed;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.demand = demand;
    }

    /// Asks for a code.
    Uni<Response> askCode(int status, SignedIn person, String typed, Problem problem) {
        return pages.show(
                status,
                new DeviceCodePage(
                        forms.seal(CODE, person, ""),
                        typed,
                        problem,
                        person.email(),
                        forms.seal("signout", person, ""),
                        ReturnTarget.device("user_code=" + encode(typed)).path()));
    }

    /// What this person can choose, by their memberships of this moment.
    Uni<Choice<DeviceRequest>> choice(DeviceRequest request, SignedIn person, String workspace) {
        long seq = feed.now();
        return places.exists(pool, request.toolset())
                .chain(there ->
                        there
                                ? memberships.all(pool, person.person())
                                : Uni.createFrom().item(List.<Membership>of()))
                .map(all ->
                        Choice.of(request, all, Choice.WORKSPACE + "=" + encode(workspace), seq)
                                .orElseThrow(DevicePages::noWorkspace));
    }

    /// Asks for a decision.
    ///
    /// @param again whether it was answered without a ticked box
    Uni<Response> ask(UserCode user, Choice<DeviceRequest> choice, SignedIn person, boolean again) {
        if (choice.here().lacksFactor()) {
            return demand.show(stopped(user, choice));
        }
        return codes.isAllowed(choice)
                .chain(allowed ->
                        allowed
                                ? pages.show(again ? 400 : 200, view(user, choice, person, again))
                                : pages.show(403, refusal(user, choice, person)));
    }

    private static Stopped stopped(UserCode user, Choice<DeviceRequest> choice) {
        return new Stopped(
                choice.here().workspaceName(),
                ReturnTarget.device("user_code=" + encode(user.shown())).path(),
                List.of(),
                "");
    }

    /// Whoever came can take another workspace.
    private DeviceNotAllowedPage refusal(
            UserCode user, Choice<DeviceRequest> choice, SignedIn person) {
        Client client = choice.request().client();
        return new DeviceNotAllowedPage(
                client.name(),
                client.host().orElse(""),
                user.shown(),
                place(choice.here()),
                others(choice),
                forms.seal(CODE, person, ""),
                person.email());
    }

    private static List<Place> others(Choice<DeviceRequest> choice) {
        return choice.others().stream().map(DevicePages::place).toList();
    }

    /// What the grant is called unless the person says otherwise.
    static String proposedLabel(DeviceRequest request) {
        return GrantLabel.proposed(request.client(), request.code().userAgent());
    }

    private DeviceConsentPage view(
            UserCode user, Choice<DeviceRequest> choice, SignedIn person, boolean again) {
        Client client = choice.request().client();
        DeviceCode code = choice.request().code();
        return new DeviceConsentPage(
                client.name(),
                client.host().orElse(""),
                user.shown(),
                code.address(),
                code.userAgent(),
                TIME.format(code.createdAt()),
                place(choice.here()),
                others(choice),
                code.resource(),
                choice.boxes(),
                proposedLabel(choice.request()),
                again,
                forms.seal(DECISION, person, user.letters() + " " + choice.here().workspace()),
                forms.seal(CODE, person, ""),
                person.email());
    }

    /// The end.
    Uni<Response> done(boolean allowed) {
        return pages.show(200, new DeviceDonePage(allowed));
    }

    private static Place place(Membership member) {
        return new Place(member.workspace(), member.workspaceName(), member.role().wire());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Refusal noWorkspace() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "You are not a member of a workspace this program could use.",
                "no_workspace");
    }
}
