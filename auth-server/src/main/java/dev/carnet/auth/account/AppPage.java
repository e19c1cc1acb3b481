package dev.carnet.auth.account;

import dev.carnet.auth.factor.QrCode;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The setting up of an authenticator app.
///
/// @param key in groups of four
/// @param wrong whether a code was wrong before
@CheckedTemplate(basePath = "pages")
record AppPage(String formToken, QrCode qr, String key, boolean wrong)
        implements TemplateInstance {}
