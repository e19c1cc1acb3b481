package dev.carnet.auth.passport;

import dev.carnet.auth.watch.Notices;
import dev.carnet.auth.watch.Notices.Sign;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;

/// What people are told of an agent's reports.
@Singleton
final class ReportNotices {

    private final Notices notices;

    ReportNotices(Notices notices) {
        this.notices = notices;
    }

    /// What it used and had not declared is worth an event, once for each line, and so is what
    /// waits for somebody, once for each kind of report and what became of it.
    Uni<Void> raise(TokenClaims claims, Reported reported, String kind) {
        long undeclared =
                reported.findings().stream()
                        .filter(one -> one.kind().equals("undeclared_service"))
                        .count();
        return notices.raise(
                        sign(
                                claims,
                                Detector.UNDECLARED_SERVICE,
                                "The agent used services that it had not declared.",
                                undeclared,
                                Map.of("services", Long.toString(undeclared)),
                                Successors.line(claims)))
                .chain(() ->
                        reported.reviewId()
                                .map(review -> notices.raise(waits(claims, reported, kind, review)))
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static Sign waits(TokenClaims claims, Reported reported, String kind, String review) {
        boolean blocked = reported.outcome().equals("blocked");
        return sign(
                claims,
                Detector.REPORT_FLAGGED,
                blocked
                        ? "What the agent did waits for somebody, and the agent with it."
                        : "What the agent did waits for somebody to look at it.",
                reported.findings().size(),
                Map.of("review", review, "outcome", reported.outcome(), "report", kind),
                review + " " + kind + " " + reported.outcome());
    }

    private static Sign sign(
            TokenClaims claims,
            Detector detector,
            String message,
            long amount,
            Map<String, String> facts,
            String once) {
        return new Sign(
                detector,
                Suspect.passport(
                        claims.workspace(),
                        claims.subject(),
                        claims.owner().orElseThrow(),
                        claims.jti(),
                        claims.mandate().mode()),
                message,
                amount,
                facts,
                once);
    }
}
