package dev.carnet.auth.roster;

import dev.carnet.auth.operator.Place.Elsewhere;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The agents of a workspace, and a form for another one.
///
/// @param next query of the next page; empty on the last
/// @param token of the form that makes one; empty for who may not
/// @param problem why it made none; empty for nothing
@CheckedTemplate(basePath = "pages")
record AgentsPage(
        String workspace,
        String workspaceName,
        List<Line> agents,
        String next,
        List<Elsewhere> others,
        List<RosterStore.Template> templates,
        String token,
        Filled filled,
        String problem,
        String person,
        String signOutToken)
        implements TemplateInstance {

    /// An agent. Words of people are text, and nothing in them hides.
    record Line(
            String id,
            String name,
            String description,
            String owner,
            String mode,
            String state,
            int alive) {}

    /// What somebody filled in.
    record Filled(String name, String description, String mode, String template) {

        static final Filled NOTHING = new Filled("", "", "", "");
    }
}
