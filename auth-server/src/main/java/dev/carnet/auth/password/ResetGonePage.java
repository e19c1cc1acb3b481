package dev.carnet.auth.password;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Says that a link works no more.
@CheckedTemplate(basePath = "pages")
record ResetGonePage() implements TemplateInstance {}
