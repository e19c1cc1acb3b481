package dev.carnet.auth.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Says why a request cannot go on.
///
/// @param text for people
/// @param code for whoever they ask for help
@CheckedTemplate(basePath = "pages")
record ErrorPage(String text, String code) implements TemplateInstance {}
