package dev.carnet.auth.token;

import dev.carnet.shared.token.Scope;
import java.util.Set;

/// What a person allowed one installation of a client.
public record Grant(
        String workspace,
        String id,
        String person,
        String clientId,
        Set<Scope> scopes,
        String resource) {}
