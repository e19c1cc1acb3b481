package dev.carnet.auth.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// Recovery codes, this once.
///
/// @param onward where their person goes on
@CheckedTemplate(basePath = "pages")
record RecoveryCodesPage(List<String> codes, String onward) implements TemplateInstance {}
