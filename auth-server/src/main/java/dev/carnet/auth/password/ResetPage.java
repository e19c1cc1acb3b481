package dev.carnet.auth.password;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The form for a new password of who has a link.
@CheckedTemplate(basePath = "pages")
record ResetPage(String token, String email, NewPassword.Problem problem)
        implements TemplateInstance {}
