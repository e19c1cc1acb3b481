package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Says that a set-up link does not work (any more).
@CheckedTemplate(basePath = "pages")
record SetupGonePage() implements TemplateInstance {}
