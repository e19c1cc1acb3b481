package dev.carnet.auth.person;

import dev.carnet.shared.workspace.Role;

/// A person's place in a workspace at this moment.
///
/// @param lacksFactor whether the workspace demands a second factor that the person does not have:
///   then nothing is given to them there, until they set one up
public record Membership(String workspace, String workspaceName, Role role, boolean lacksFactor) {}
