package dev.carnet.auth.authorize;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The question a person answers.
///
/// @param client what the client calls itself
/// @param document the host that vouches for the client, empty if none does
/// @param host where they are sent afterwards
/// @param elsewhere whether that is not the vouching host
/// @param loopback whether that is always their own machine
/// @param label what the grant would be called, theirs to change
/// @param formToken the request as it was judged, sealed; the form has no other word about it
/// @param otherPerson the same request again, after signing in as somebody else
@CheckedTemplate(basePath = "pages")
record ConsentPage(
        String client,
        String document,
        String host,
        boolean elsewhere,
        boolean loopback,
        String person,
        Place workspace,
        List<Place> otherWorkspaces,
        String resource,
        List<Choice.Box> boxes,
        String label,
        boolean nothingTicked,
        String formToken,
        String otherPerson)
        implements TemplateInstance {

    /// A workspace to choose.
    ///
    /// @param link the same request for that workspace
    record Place(String name, String role, String link) {}
}
