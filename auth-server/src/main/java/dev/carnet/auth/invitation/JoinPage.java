package dev.carnet.auth.invitation;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Shows a signed-in person what they are invited to.
///
/// @param email whom the invitation is for
/// @param fits whether that is the person
/// @param returnTo the page itself, for after signing out
@CheckedTemplate(basePath = "pages")
record JoinPage(
        String workspace,
        String role,
        String inviter,
        String email,
        boolean fits,
        String formToken,
        String person,
        String signOutToken,
        String returnTo)
        implements TemplateInstance {}
