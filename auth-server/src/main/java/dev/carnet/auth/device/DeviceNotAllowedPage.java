package dev.carnet.auth.device;

import dev.carnet.auth.device.DeviceConsentPage.Place;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// Says that the workspace does not allow the program that asks.
///
/// @param host where the client's document stands, when its id is a URL
/// @param codeToken for the forms that choose another workspace
@CheckedTemplate(basePath = "pages")
record DeviceNotAllowedPage(
        String client,
        String host,
        String userCode,
        Place workspace,
        List<Place> otherWorkspaces,
        String codeToken,
        String person)
        implements TemplateInstance {}
