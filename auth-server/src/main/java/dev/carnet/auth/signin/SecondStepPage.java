package dev.carnet.auth.signin;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The form of the second step.
///
/// @param problem what went wrong before
/// @param passkeyLink the way for a passkey; empty if there is none
@CheckedTemplate(basePath = "pages")
record SecondStepPage(String formToken, String returnTo, Problem problem, String passkeyLink)
        implements TemplateInstance {

    /// Why the form is shown again.
    enum Problem {
        NONE,
        WRONG,
        TOO_MANY,
        TOO_OLD
    }
}
