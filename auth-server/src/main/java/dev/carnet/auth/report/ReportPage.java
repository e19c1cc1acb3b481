package dev.carnet.auth.report;

import dev.carnet.auth.report.PassportReport.Totals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// What became of a passport.
///
/// @param next path of the next page of calls; empty on the last
@CheckedTemplate(basePath = "pages")
record ReportPage(
        Facts facts,
        Decision decision,
        Totals seen,
        List<Said> reports,
        List<Event> events,
        List<Below> delegated,
        List<Call> calls,
        String next,
        String person,
        String signOutToken)
        implements TemplateInstance {

    /// What somebody has to look at.
    ///
    /// @param open whether it waits
    /// @param token of the form that decides; empty for who may not
    /// @param note what was written when it was decided; empty for nothing
    record Decision(boolean open, List<Found> findings, String token, String note) {}

    /// What the passport is. Texts are empty where there is nothing to say.
    ///
    /// @param review `open`, or what somebody decided
    record Facts(
            String line,
            String parent,
            String agent,
            String agentId,
            String workspace,
            String intent,
            String mode,
            String state,
            String began,
            int renewals,
            String renewed,
            String ended,
            String outcome,
            String review) {}

    /// What the agent said.
    record Said(
            String kind,
            String at,
            int said,
            int seen,
            String services,
            String summary,
            List<Found> findings) {}

    /// What that and the log disagree about.
    record Found(String severity, String kind, String detail) {}

    /// A security event.
    record Event(String kind, String severity, String message, String at, boolean resolved) {}

    /// A passport that was delegated.
    record Below(String line, String agent, String began, String outcome) {}

    /// A call.
    ///
    /// @param ms how long it took; -1 while that is not known
    record Call(
            String name,
            String server,
            String outcome,
            String at,
            long ms,
            String why,
            String flags) {}
}
