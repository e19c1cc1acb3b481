package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The form that makes the first owner.
///
/// @param token of the one-time link
/// @param incomplete whether it was sent before and something was missing
@CheckedTemplate(basePath = "pages")
record SetupPage(String token, String email, String name, String workspace, boolean incomplete)
        implements TemplateInstance {}
