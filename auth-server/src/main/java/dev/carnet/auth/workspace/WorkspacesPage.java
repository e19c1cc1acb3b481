package dev.carnet.auth.workspace;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// Where a person is a member, and how they leave.
///
/// @param left whether they left one just now
/// @param lastOwner whether they could not, being the last owner
@CheckedTemplate(basePath = "pages")
record WorkspacesPage(
        List<Line> workspaces, boolean left, boolean lastOwner, String person, String signOutToken)
        implements TemplateInstance {

    /// A membership.
    ///
    /// @param owns whether the person is an owner there
    record Line(String id, String name, String role, boolean owns, String formToken) {}
}
