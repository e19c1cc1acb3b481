package dev.carnet.auth.signin;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The sign-in form.
///
/// @param email what was typed before
/// @param ways other ways in
/// @param problem what went wrong before
/// @param passkeyLink the way for a passkey; empty if there is none
@CheckedTemplate(basePath = "pages")
record SignInPage(
        String formToken,
        String returnTo,
        String email,
        Problem problem,
        String passkeyLink,
        List<Way> ways)
        implements TemplateInstance {

    /// An identity provider.
    record Way(String name, String link) {}

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
