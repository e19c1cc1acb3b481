package dev.carnet.auth.passkey;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Asks for a passkey.
///
/// @param options for the script
/// @param problem what went wrong before
@CheckedTemplate(basePath = "pages")
record PasskeySignInPage(String formToken, String returnTo, String options, Problem problem)
        implements TemplateInstance {

    /// Why the page is shown again.
    enum Problem {
        NONE,
        WRONG,
        TOO_MANY,
        TOO_OLD
    }
}
