package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// What a person has allowed, and how they take it back.
///
/// @param revoked whether a grant was taken back just now
@CheckedTemplate(basePath = "pages")
record AccountPage(
        String name, String email, List<Line> grants, boolean revoked, String signOutToken)
        implements TemplateInstance {

    /// A grant.
    ///
    /// @param client what it calls itself
    /// @param host where its document stands, which was proven, if it has one
    /// @param formToken names the grant, sealed
    record Line(
            String label,
            String client,
            String host,
            String workspace,
            String resource,
            List<String> scopes,
            String since,
            String used,
            String formToken) {}
}
