package dev.carnet.auth.report;

import dev.carnet.auth.approval.Plainly;
import dev.carnet.auth.passport.Finding;
import dev.carnet.auth.passport.Review;
import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.workspace.Role;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A report as a page shows it: words of agents and upstreams are text, and nothing in them hides.
@Singleton
final class ReportView {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    static final String REVIEW = "review";

    private static final ReportPage.Decision NOTHING =
            new ReportPage.Decision(false, List.of(), "", "");

    private final SessionForms forms;

    ReportView(SessionForms forms) {
        this.forms = forms;
    }

    /// The list.
    ReportsPage list(List<Line> waiting, List<Line> lines, String next, SignedIn person) {
        return new ReportsPage(
                waiting.stream().map(ReportView::item).toList(),
                lines.stream().map(ReportView::item).toList(),
                next,
                person.name(),
                forms.seal("signout", person, ""));
    }

    private static ReportsPage.Item item(Line line) {
        return new ReportsPage.Item(
                line.line(),
                agent(line.agentName(), line.agentId()),
                line.workspaceName(),
                Plainly.text(line.intent()),
                time(line.beganAt()),
                line.outcome().orElse(line.state()),
                line.reviewId().isPresent() && line.reviewDecision().isEmpty());
    }

    /// One report.
    ReportPage page(
            PassportReport report,
            Optional<Review> review,
            Role role,
            String next,
            SignedIn person) {
        return new ReportPage(
                facts(report.passport()),
                review.map(one -> decision(report.passport(), one, role, person)).orElse(NOTHING),
                report.seen(),
                report.reports().stream().map(ReportView::said).toList(),
                report.events().stream().map(ReportView::event).toList(),
                report.delegated().stream().map(ReportView::below).toList(),
                report.calls().items().stream().map(ReportView::call).toList(),
                next,
                person.name(),
                forms.seal("signout", person, ""));
    }

    /// Whoever answers for the agent does not decide about it, but for owners of the workspace.
    private ReportPage.Decision decision(Line line, Review review, Role role, SignedIn person) {
        boolean open = review.decision().isEmpty();
        boolean may =
                Role.OPERATORS.contains(role)
                        && (role == Role.OWNER || !line.ownerId().equals(person.person()));
        return new ReportPage.Decision(
                open,
                review.findings().stream().map(ReportView::found).toList(),
                open && may
                        ? forms.seal(
                                REVIEW,
                                person,
                                String.join(
                                        " ",
                                        line.workspace(),
                                        line.line(),
                                        review.id(),
                                        Integer.toString(review.version())))
                        : "",
                Plainly.text(review.note()));
    }

    private static ReportPage.Facts facts(Line line) {
        String review = line.reviewId().map(_ -> line.reviewDecision().orElse("open")).orElse("");
        return new ReportPage.Facts(
                line.line(),
                line.parent().orElse(""),
                agent(line.agentName(), line.agentId()),
                line.agentId(),
                line.workspaceName(),
                Plainly.text(line.intent()),
                line.mode(),
                line.state(),
                time(line.beganAt()),
                line.passports() - 1,
                time(line.renewedAt()),
                line.endedAt().map(ReportView::time).orElse(""),
                line.outcome().orElse(""),
                review);
    }

    private static ReportPage.Said said(PassportReport.Said said) {
        return new ReportPage.Said(
                said.kind(),
                time(said.at()),
                said.actionsCount(),
                said.callsSeen(),
                Plainly.text(String.join(", ", said.servicesUsed())),
                Plainly.text(said.summary()),
                said.findings().stream().map(ReportView::found).toList());
    }

    private static ReportPage.Found found(Finding one) {
        return new ReportPage.Found(
                one.severity(), one.kind().replace('_', ' '), Plainly.text(one.detail()));
    }

    private static ReportPage.Event event(PassportReport.Noticed one) {
        return new ReportPage.Event(
                one.kind().replace('_', ' '),
                one.severity(),
                Plainly.text(one.message()),
                time(one.createdAt()),
                one.resolved());
    }

    private static ReportPage.Below below(PassportReport.Delegated one) {
        return new ReportPage.Below(
                one.line(),
                agent(one.agentName(), one.agentId()),
                time(one.beganAt()),
                one.outcome().orElse(""));
    }

    private static ReportPage.Call call(SeenCall call) {
        String flags =
                String.join(
                        ", ",
                        call.flags().stream()
                                .filter(Predicate.not("denied"::equals))
                                .map(flag -> flag.replace('_', ' '))
                                .toList());
        return new ReportPage.Call(
                Plainly.text(call.tool().orElse(call.type())),
                call.server().orElse(""),
                call.outcome().replace('_', ' '),
                time(call.at()),
                call.durationMs().orElse(-1L),
                call.reason().orElse("").replace('_', ' '),
                flags);
    }

    private static String agent(String name, String id) {
        return name.isEmpty() ? id : Plainly.text(name);
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }
}
