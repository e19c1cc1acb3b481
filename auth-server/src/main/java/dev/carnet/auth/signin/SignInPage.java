package dev.carnet.auth.signin;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The sign-in form.
///
/// @param email what was typed before
/// @param problem what went wrong before
@CheckedTemplate(basePath = "pages")
record SignInPage(String formToken, String returnTo, String email, Problem problem)
        implements TemplateInstance {

    /// Why the form is shown again.
    enum Problem {
        NONE,
        AGAIN,
        RESET,
        JOINED,
        WRONG,
        TOO_MANY,
        TOO_OLD,
        BUSY
    }
}
