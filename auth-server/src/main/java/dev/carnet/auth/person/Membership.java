package dev.carnet.auth.person;

import dev.carnet.shared.workspace.Role;

/// A person's place in a workspace at this moment.
public record Membership(String workspace, String workspaceName, Role role) {}
