package dev.carnet.auth.device;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Asks for the code that a device shows.
///
/// @param userCode what to begin with, from a link or typed before
@CheckedTemplate(basePath = "pages")
record DeviceCodePage(
        String formToken,
        String userCode,
        Problem problem,
        String person,
        String signOutToken,
        String returnTo)
        implements TemplateInstance {

    /// Why the form is shown again.
    enum Problem {
        NONE,
        WRONG,
        TOO_MANY,
        TOO_OLD
    }
}
