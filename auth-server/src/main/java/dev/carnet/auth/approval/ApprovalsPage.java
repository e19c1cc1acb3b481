package dev.carnet.auth.approval;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// What waits.
///
/// @param next path of the next page; empty on the last
/// @param mails whether people are written to when something waits
@CheckedTemplate(basePath = "pages")
record ApprovalsPage(
        List<Line> calls, String next, boolean mails, String person, String signOutToken)
        implements TemplateInstance {

    /// A call.
    ///
    /// @param yours whether this person can decide
    record Line(
            String id,
            String name,
            String server,
            String workspace,
            String who,
            String asked,
            String expires,
            boolean yours) {}
}
