package dev.carnet.auth.invitation;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Says that an invitation cannot be accepted, and why.
///
/// @param status `accepted`, `expired`, `withdrawn` or `unknown`
@CheckedTemplate(basePath = "pages")
record InvitationGonePage(String status) implements TemplateInstance {}
