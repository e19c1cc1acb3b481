package dev.carnet.auth.report;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// What agents did lately.
///
/// @param waiting lines that wait for a decision, the longest first
/// @param next path of the next page; empty on the last
@CheckedTemplate(basePath = "pages")
record ReportsPage(
        List<Item> waiting, List<Item> lines, String next, String person, String signOutToken)
        implements TemplateInstance {

    /// A line of passports.
    ///
    /// @param review whether it waits for a decision
    record Item(
            String id,
            String agent,
            String workspace,
            String intent,
            String began,
            String state,
            boolean review) {}
}
