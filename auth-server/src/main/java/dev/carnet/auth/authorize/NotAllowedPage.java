package dev.carnet.auth.authorize;

import dev.carnet.auth.authorize.ConsentPage.Place;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// Says that the workspace does not allow the program.
///
/// @param host where the program would get the answer
/// @param back there, with the error
@CheckedTemplate(basePath = "pages")
record NotAllowedPage(
        String client, String host, Place workspace, List<Place> otherWorkspaces, String back)
        implements TemplateInstance {}
