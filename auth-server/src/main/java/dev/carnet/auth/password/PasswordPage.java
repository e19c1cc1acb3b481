package dev.carnet.auth.password;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The form for another password.
///
/// @param problem why it is shown again
/// @param done whether the password was changed just now
@CheckedTemplate(basePath = "pages")
record PasswordPage(
        String email,
        NewPassword.Problem problem,
        boolean done,
        String formToken,
        String person,
        String signOutToken)
        implements TemplateInstance {}
