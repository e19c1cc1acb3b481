package dev.carnet.auth.device;

import dev.carnet.auth.authorize.Choice;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The question about a device: what it is, where it is, when it asked, and what it may.
///
/// @param host where the client's document stands, when its id is a URL
/// @param userCode to compare with the device
/// @param address where the device's request came from
/// @param agent what the program called itself
/// @param asked when it asked
/// @param label what the grant would be called, theirs to change
/// @param formToken the request as it was shown, sealed
/// @param codeToken for the forms that choose another workspace
@CheckedTemplate(basePath = "pages")
record DeviceConsentPage(
        String client,
        String host,
        String userCode,
        String address,
        String agent,
        String asked,
        Place workspace,
        List<Place> otherWorkspaces,
        String resource,
        List<Choice.Box> boxes,
        String label,
        boolean nothingTicked,
        String formToken,
        String codeToken,
        String person)
        implements TemplateInstance {

    /// A workspace to choose.
    record Place(String id, String name, String role) {}
}
