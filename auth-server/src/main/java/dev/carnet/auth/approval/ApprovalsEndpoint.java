package dev.carnet.auth.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.approval.ApprovalPage.Trouble;
import dev.carnet.auth.approval.ApprovalStore.Position;
import dev.carnet.auth.approval.Approvals.Word;
import dev.carnet.auth.approval.Edits.Check;
import dev.carnet.auth.factor.FactorDemand;
import dev.carnet.auth.factor.FactorDemand.Stopped;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.gate.GateLimits;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/// `/approvals`: what waits for a person, and `/approvals/{id}`, where they decide after a recent
/// sign-in. The form names the arguments they saw by their version, so a decision about anything
/// else does not count.
@Path("/approvals")
public class ApprovalsEndpoint {

    private static final Place LIST = new Place("/approvals", Need.SIGNED_IN);

    private final PersonPages personPages;
    private final ApprovalStore store;
    private final Approvals approvals;
    private final Edits edits;
    private final ApprovalView view;
    private final FactorDemand demand;
    private final SessionForms forms;
    private final Pages pages;
    private final Cursors cursors;
    private final Pool pool;
    private final Clock clock;

    ApprovalsEndpoint(
            PersonPages personPages,
            ApprovalStore store,
            Approvals approvals,
            Edits edits,
            ApprovalView view,
            FactorDemand demand,
            SessionForms forms,
            Pages pages,
            ServiceKeyset keyset,
            Pool pool,
            Clock clock) {
        this.personPages = personPages;
        this.store = store;
        this.approvals = approvals;
        this.edits = edits;
        this.view = view;
        this.demand = demand;
        this.forms = forms;
        this.pages = pages;
        this.cursors = new Cursors(keyset.sealer().aead());
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows what waits.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return personPages.show(
                request,
                LIST,
                person ->
                        store.waiting(
                                        pool,
                                        person.person(),
                                        position(request, person),
                                        Limits.APPROVALS_SHOWN + 1,
                                        clock.instant())
                                .chain(found -> pages.show(200, page(person, found))));
    }

    private Optional<Position> position(HttpServerRequest request, SignedIn person) {
        Parameters query = Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
        return query.one("after")
                .flatMap(cursor -> cursors.open(place(person), cursor))
                .map(text -> text.split(" ", 2))
                .map(parts -> new Position(Instant.parse(parts[0]), parts[1]));
    }

    private ApprovalsPage page(SignedIn person, List<Approval> found) {
        List<Approval> shown = found.stream().limit(Limits.APPROVALS_SHOWN).toList();
        String next =
                found.size() > shown.size()
                        ? "/approvals?after=" + after(person, shown.getLast())
                        : "";
        return new ApprovalsPage(
                shown.stream().map(view::line).toList(),
                next,
                view.mails(),
                person.name(),
                forms.seal("signout", person, ""));
    }

    private String after(SignedIn person, Approval last) {
        String position = last.createdAt() + " " + last.gate();
        return URLEncoder.encode(cursors.seal(place(person), position), StandardCharsets.UTF_8);
    }

    private static String place(SignedIn person) {
        return "approvals\n" + person.person();
    }

    /// Shows one call.
    @GET
    @Path("/{id}")
    public Uni<Response> show(@Context HttpServerRequest request, @PathParam("id") String id) {
        return personPages.show(
                request,
                place(id),
                person -> show(person, id, 200, Trouble.NONE, Optional.empty()));
    }

    private Uni<Response> show(
            SignedIn person, String id, int status, Trouble trouble, Optional<String> typed) {
        return find(person, id)
                .chain(gate ->
                        gate.lacksFactor()
                                ? stopped(gate)
                                : pages.show(
                                        status,
                                        view.page(gate, person, trouble, typed, clock.instant())));
    }

    private Uni<Response> stopped(Approval gate) {
        String here = "/approvals/" + gate.gate();
        return demand.show(new Stopped(gate.workspaceName(), here, List.of(), ""));
    }

    private Uni<Approval> find(SignedIn person, String id) {
        return store.find(pool, person.person(), id)
                .map(found -> found.orElseThrow(ApprovalsEndpoint::nothing));
    }

    /// Takes a decision.
    @POST
    @Path("/{id}")
    public Uni<Response> decide(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return personPages.take(request, body, place(id), ApprovalView.FORM, this::decide);
    }

    private Uni<Response> decide(Answered answered) {
        String[] named = answered.text().split(" ", 2);
        return find(answered.person(), named[0])
                .chain(gate ->
                        gate.lacksFactor()
                                ? stopped(gate)
                                : decide(answered, gate, word(answered, gate, named[1])));
    }

    private static Word word(Answered answered, Approval gate, String version) {
        return new Word(
                gate.workspace(),
                gate.gate(),
                Integer.parseInt(version),
                answered.person().person(),
                remark(answered.fields()),
                answered.visitor());
    }

    private static String remark(Parameters fields) {
        String remark = fields.one("remark").orElse("").strip();
        if (remark.length() > GateLimits.REMARK_CHARACTERS) {
            throw Refusal.invalidRequest(
                    "A remark has at most " + GateLimits.REMARK_CHARACTERS + " characters.");
        }
        return remark;
    }

    private Uni<Response> decide(Answered answered, Approval gate, Word word) {
        return switch (answered.fields().one("decision").orElse("")) {
            case "approve" -> answer(answered, gate, approvable(gate, approvals.approve(word)));
            case "edit" -> edit(answered, gate, word);
            case "reject" -> answer(answered, gate, approvals.reject(word));
            default -> throw Refusal.invalidRequest("Approve or Reject has to be pressed.");
        };
    }

    /// What could not be shown is approved by nobody, whatever a form says.
    private Uni<Boolean> approvable(Approval gate, Uni<Boolean> approving) {
        return view.isShown(gate) ? approving : Uni.createFrom().item(false);
    }

    private Uni<Response> edit(Answered answered, Approval gate, Word word) {
        String typed = answered.fields().one("arguments").orElse("");
        Optional<ObjectNode> arguments =
                typed.length() <= GateLimits.EDITED_CHARACTERS
                        ? Plainly.object(typed)
                        : Optional.empty();
        return arguments
                .map(fine -> edit(answered, gate, word, fine, typed))
                .orElseGet(
                        () -> wrong(answered, gate, 400, "they must be one JSON object.", typed));
    }

    private Uni<Response> edit(
            Answered answered, Approval gate, Word word, ObjectNode arguments, String typed) {
        return edits.check(word, arguments.toString())
                .chain(check ->
                        switch (check) {
                            case Check.Fits _ ->
                                    answer(answered, gate, approvals.edit(word, arguments));
                            case Check.Late _ ->
                                    answer(answered, gate, Uni.createFrom().item(false));
                            case Check.Unfit unfit ->
                                    wrong(answered, gate, 400, ApprovalView.said(unfit), typed);
                            case Check.Silent _ ->
                                    wrong(answered, gate, 409, ApprovalView.UNCHECKED, typed);
                        });
    }

    private Uni<Response> wrong(
            Answered answered, Approval gate, int status, String problem, String typed) {
        var trouble = new Trouble(false, problem);
        return show(answered.person(), gate.gate(), status, trouble, Optional.of(typed));
    }

    private Uni<Response> answer(Answered answered, Approval gate, Uni<Boolean> deciding) {
        return deciding.chain(counted ->
                counted
                        ? Uni.createFrom()
                                .item(pages.redirect(pages.root() + "/approvals/" + gate.gate()))
                        : show(
                                answered.person(),
                                gate.gate(),
                                409,
                                new Trouble(true, ""),
                                Optional.empty()));
    }

    /// An id that is none leads nowhere after signing in, either.
    private static Place place(String id) {
        return new Place(Ids.is("gat", id) ? "/approvals/" + id : "/approvals", Need.FRESH);
    }

    private static Refusal nothing() {
        return Refusal.because(
                ErrorCode.NOT_FOUND, "There is nothing here for you to decide.", "no_such_gate");
    }
}
