package dev.carnet.auth.invitation;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Shows somebody new what they are invited to, with the form to become a person here.
///
/// @param incomplete whether it was sent before and something was missing
@CheckedTemplate(basePath = "pages")
record InvitationPage(
        String token,
        String workspace,
        String role,
        String inviter,
        String email,
        String name,
        boolean incomplete)
        implements TemplateInstance {}
