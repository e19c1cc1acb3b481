package dev.carnet.auth.passport;

import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.passport.LineStore.Going;
import dev.carnet.auth.passport.PresentedPassport.Judged;
import dev.carnet.auth.passport.ReportStore.Escalation;
import dev.carnet.auth.passport.ReportStore.Kept;
import dev.carnet.auth.passport.Successors.Step;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What agents do with a passport they hold: renew it, report with it, hand it in.
@ApplicationScoped
class Accountability {

    /// So long after its end a passport may still be renewed, where no checkpoint was missed.
    private static final Duration RENEWABLE = Duration.ofHours(24);

    private final ReportStore reports = new ReportStore();
    private final LineStore lines = new LineStore();
    private final ServiceStore services = new ServiceStore();
    private final PresentedPassport presented;
    private final Successors successors;
    private final Endings endings;
    private final ReportNotices notices;
    private final Clock clock;

    Accountability(
            PresentedPassport presented,
            Successors successors,
            Endings endings,
            ReportNotices notices,
            Clock clock) {
        this.presented = presented;
        this.successors = successors;
        this.endings = endings;
        this.notices = notices;
        this.clock = clock;
    }

    /// Renews it. That is no checkpoint: in the mode `enforced` the next one ends where this would
    /// have to be reported, and who fell silent has none.
    Uni<Passport> refresh(RoutingContext routing, Renewal asked) {
        return presented
                .judge(routing, asked.token(), asked.assertion(), RENEWABLE)
                .chain(this::refresh);
    }

    private Uni<Passport> refresh(Judged judged) {
        TokenClaims claims = judged.claims();
        if (claims.mandate().mode() == Mode.ENFORCED
                && !clock.instant().isBefore(claims.expiresAt())) {
            throw new Refused(Refusal.PASSPORT_EXPIRED, "No checkpoint came in time.");
        }
        return endings.run(
                "",
                transaction ->
                        judged.use(transaction)
                                .chain(() -> successors.goOn(transaction, claims, Step.RENEW))
                                .chain(going -> successors.next(transaction, judged, going))
                                .map(next -> work(claims, "passport.refresh", next.jti(), next)));
    }

    private <T> Work<T> work(TokenClaims claims, String act, String id, T result) {
        return new Work<>(List.of(), List.of(successors.event(claims, act).with("id", id)), result);
    }

    /// Reports, and goes on with the next passport.
    Uni<Reported> checkpoint(RoutingContext routing, Report report) {
        return report(routing, report, "checkpoint");
    }

    /// Reports for the last time: the passport ends, with everything below it.
    Uni<Reported> checkout(RoutingContext routing, Report report) {
        return report(routing, report, "checkout");
    }

    /// Whoever fell silent may still hand in what they had.
    private Uni<Reported> report(RoutingContext routing, Report report, String kind) {
        Uni<Judged> judged =
                kind.equals("checkout")
                        ? presented.judge(routing, report.token(), RENEWABLE)
                        : presented.judge(
                                routing, report.token(), report.assertion(), Duration.ZERO);
        return judged.chain(one -> report(one, report, kind));
    }

    private Uni<Reported> report(Judged judged, Report report, String kind) {
        if (judged.claims().mandate().mode() == Mode.STANDARD) {
            throw new Refused(
                    Refusal.CHECKPOINT_NOT_AVAILABLE,
                    "A passport in mode standard reports nothing.");
        }
        Step step = kind.equals("checkout") ? Step.HAND_IN : Step.REPORT;
        return endings.run(
                        kind,
                        transaction ->
                                judged.use(transaction)
                                        .chain(() ->
                                                successors.goOn(transaction, judged.claims(), step))
                                        .chain(going ->
                                                compared(
                                                        transaction,
                                                        new Reporting(
                                                                report, kind, judged, going))))
                .call(reported -> notices.raise(judged.claims(), reported, kind));
    }

    private record Reporting(Report report, String kind, Judged judged, Going going) {

        TokenClaims claims() {
            return judged.claims();
        }
    }

    private Uni<Work<Reported>> compared(SqlConnection transaction, Reporting reporting) {
        TokenClaims claims = reporting.claims();
        return reports.seen(transaction, claims.workspace(), Successors.line(claims))
                .chain(seen ->
                        reports.escalation(transaction, claims.workspace(), claims.subject())
                                .chain(steps -> compared(transaction, reporting, seen, steps)));
    }

    private Uni<Work<Reported>> compared(
            SqlConnection transaction, Reporting reporting, Seen seen, Escalation steps) {
        TokenClaims claims = reporting.claims();
        Report report = reporting.report();
        return services.toolsets(
                        transaction,
                        claims.workspace(),
                        Stream.concat(
                                        claims.mandate().intentServices().stream(),
                                        report.servicesUsed().stream())
                                .toList())
                .map(toolsets -> Findings.of(claims.mandate(), report, seen, toolsets))
                .call(findings -> kept(transaction, reporting, seen, findings))
                .chain(findings ->
                        decided(transaction, reporting, seen, findings, findings.step(steps)));
    }

    private Uni<Void> kept(
            SqlConnection transaction, Reporting reporting, Seen seen, Findings findings) {
        Kept kept = kept(reporting.claims(), Ids.fresh("chp"), reporting.kind());
        return reports.keep(transaction, kept, reporting.report(), seen, findings);
    }

    private Kept kept(TokenClaims claims, String id, String kind) {
        Instant now = clock.instant();
        return new Kept(id, claims.workspace(), Successors.line(claims), kind, now);
    }

    private Uni<Work<Reported>> decided(
            SqlConnection transaction,
            Reporting reporting,
            Seen seen,
            Findings findings,
            String step) {
        String outcome = Findings.outcome(step);
        boolean all = Findings.endsAll(step);
        return all || reporting.kind().equals("checkout")
                ? ended(transaction, reporting, seen, findings, outcome, all)
                : goesOn(transaction, reporting, seen, findings, outcome);
    }

    /// What is odd waits for somebody, also where the agent goes on meanwhile.
    private Uni<Work<Reported>> goesOn(
            SqlConnection transaction,
            Reporting reporting,
            Seen seen,
            Findings findings,
            String outcome) {
        return reviewed(transaction, reporting.claims(), outcome, findings, false)
                .chain(review ->
                        successors
                                .next(transaction, reporting.judged(), reporting.going())
                                .map(next ->
                                        work(
                                                reporting.claims(),
                                                "passport.checkpoint",
                                                next.jti(),
                                                new Reported(
                                                        outcome,
                                                        findings.all(),
                                                        seen.total(),
                                                        Optional.of(next),
                                                        review))));
    }

    private Uni<Work<Reported>> ended(
            SqlConnection transaction,
            Reporting reporting,
            Seen seen,
            Findings findings,
            String outcome,
            boolean all) {
        TokenClaims claims = reporting.claims();
        String line = Successors.line(claims);
        boolean blocked = outcome.equals("blocked");
        return lines.close(transaction, claims.workspace(), line, outcome, clock.instant())
                .chain(() -> reviewed(transaction, claims, outcome, findings, true))
                .call(() ->
                        blocked
                                ? reports.block(transaction, claims.workspace(), claims.subject())
                                : Uni.createFrom().voidItem())
                .map(review ->
                        new Work<>(
                                List.of(taken(claims, all)),
                                List.of(
                                        successors
                                                .event(claims, "passport." + reporting.kind())
                                                .with("id", line)
                                                .with("out", outcome)
                                                .with(
                                                        "count",
                                                        Integer.toString(findings.all().size()))),
                                new Reported(
                                        outcome,
                                        findings.all(),
                                        seen.total(),
                                        Optional.empty(),
                                        review)));
    }

    /// All that the agent has, or the passport it handed in.
    private static Ended taken(TokenClaims claims, boolean all) {
        return all
                ? ended(claims, RevocationType.AGENT_PASSPORTS, claims.subject())
                : ended(claims, RevocationType.PASSPORT, Successors.line(claims));
    }

    private static Ended ended(TokenClaims claims, RevocationType type, String id) {
        return new Ended(claims.workspace(), type, id, 0, 0);
    }

    private Uni<Optional<String>> reviewed(
            SqlConnection transaction,
            TokenClaims claims,
            String outcome,
            Findings findings,
            boolean ends) {
        return outcome.equals("clean")
                ? Uni.createFrom().item(Optional.empty())
                : reports.review(
                        transaction,
                        kept(claims, Ids.fresh("rev"), "review"),
                        claims.subject(),
                        findings,
                        ends,
                        outcome.equals("blocked"));
    }
}
