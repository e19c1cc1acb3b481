package dev.carnet.auth.report;

import dev.carnet.auth.operator.OperatorPages;
import dev.carnet.auth.operator.PageCalls;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.passport.ReviewDecision;
import dev.carnet.auth.passport.Reviews;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/passports/{id}/review`: the form on a report by which somebody decides about what was found.
@Path("/passports/{id}/review")
public class ReviewPageEndpoint {

    private final OperatorPages operatorPages;
    private final PageCalls calls;
    private final Reviews reviews;
    private final Pages pages;

    ReviewPageEndpoint(OperatorPages operatorPages, PageCalls calls, Reviews reviews, Pages pages) {
        this.operatorPages = operatorPages;
        this.calls = calls;
        this.reviews = reviews;
        this.pages = pages;
    }

    /// Takes a decision.
    @POST
    public Uni<Response> decide(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        String here = Ids.is("psp", id) ? "/passports/" + id : "/passports";
        return operatorPages.take(
                request, body, new Place(here, Need.FRESH), ReportView.REVIEW, this::decide);
    }

    private Uni<Response> decide(Answered answered) {
        String[] named = answered.text().split(" ", 4);
        ReviewDecision decision = decision(answered, Integer.parseInt(named[3]));
        return calls.call(answered.person(), named[0], Role.OPERATORS)
                .chain(call -> reviews.decide(call, named[2], decision))
                .map(_ -> pages.redirect(pages.root() + "/passports/" + named[1]));
    }

    private static ReviewDecision decision(Answered answered, int version) {
        String word = answered.fields().one("decision").orElse("");
        if (!word.equals("accept") && !word.equals("block")) {
            throw Refusal.invalidRequest("Accept or Block has to be pressed.");
        }
        String note = answered.fields().one("note").orElse("").strip();
        if (note.length() > ReportLimits.NOTE_CHARACTERS) {
            throw Refusal.invalidRequest(
                    "A note has at most " + ReportLimits.NOTE_CHARACTERS + " characters.");
        }
        return new ReviewDecision(version, word, Optional.of(note).filter(text -> !text.isEmpty()));
    }
}
