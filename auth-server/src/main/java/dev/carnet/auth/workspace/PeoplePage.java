package dev.carnet.auth.workspace;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The people of a workspace, for an owner who wants to appoint another.
///
/// @param appointed whether somebody became an owner just now
@CheckedTemplate(basePath = "pages")
record PeoplePage(
        String workspace, List<Line> people, boolean appointed, String person, String signOutToken)
        implements TemplateInstance {

    /// A member.
    ///
    /// @param owns whether they are an owner already
    record Line(String name, String email, String role, boolean owns, String formToken) {}
}
