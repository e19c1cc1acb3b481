package dev.carnet.auth.operator;

import dev.carnet.auth.person.Membership;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.workspace.Role;
import java.util.List;

/// A person at the page of one of their workspaces.
///
/// @param here the workspace that the page is about
/// @param all workspaces of the person
public record Place(SignedIn person, Membership here, List<Membership> all) {

    /// The workspace's id.
    public String workspace() {
        return here.workspace();
    }

    /// What the person may do there.
    public Role role() {
        return here.role();
    }

    /// The other workspaces, as links to the same page.
    ///
    /// @param path of the page, without a query
    public List<Elsewhere> others(String path) {
        return all.stream()
                .filter(place -> !place.workspace().equals(workspace()))
                .map(place ->
                        new Elsewhere(
                                place.workspaceName(), path + "?workspace=" + place.workspace()))
                .toList();
    }

    /// The same page for another workspace.
    public record Elsewhere(String name, String link) {}
}
