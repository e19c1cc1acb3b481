package dev.carnet.auth.device;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Says that the device knows.
@CheckedTemplate(basePath = "pages")
record DeviceDonePage(boolean allowed) implements TemplateInstance {}
