package dev.carnet.auth.password;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Asks for the address a link shall go to.
///
/// @param canMail whether there is a mail server to send it
@CheckedTemplate(basePath = "pages")
record ResetAskPage(State state, boolean canMail) implements TemplateInstance {

    /// What happened before.
    enum State {
        NEW,
        ASKED,
        NO_EMAIL,
        TOO_MANY
    }
}
