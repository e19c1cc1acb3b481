package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// Where a person is signed in, and how they end it.
///
/// @param ended whether something was ended just now
@CheckedTemplate(basePath = "pages")
record SessionsPage(
        List<Line> sessions, boolean ended, String othersToken, String person, String signOutToken)
        implements TemplateInstance {

    /// A session.
    ///
    /// @param current whether it is the one of this browser
    /// @param formToken names the session, sealed
    record Line(
            String device,
            String network,
            String since,
            String seen,
            boolean current,
            String formToken) {}
}
