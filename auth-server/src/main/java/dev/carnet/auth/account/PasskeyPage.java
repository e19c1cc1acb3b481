package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The adding of a passkey.
///
/// @param options for the script
/// @param wrong whether it did not work before
@CheckedTemplate(basePath = "pages")
record PasskeyPage(String formToken, String name, String options, boolean wrong)
        implements TemplateInstance {}
