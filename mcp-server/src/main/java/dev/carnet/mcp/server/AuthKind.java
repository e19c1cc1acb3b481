package dev.carnet.mcp.server;

import java.util.Arrays;

/// What proves us to a server.
public enum AuthKind {
    /// Nothing.
    NONE("none"),
    /// One key for everybody in the workspace, in a header.
    WORKSPACE_KEY("workspace_key"),
    /// Every person's own grant at the server's authorization server.
    PERSON_OAUTH("person_oauth"),
    /// Every person's own key, in a header.
    PERSON_KEY("person_key"),
    /// A token that Carnet signs about the caller.
    ASSERTION("carnet_assertion");

    private final String wire;

    AuthKind(String wire) {
        this.wire = wire;
    }

    /// The name on the wire and in the database.
    public String wire() {
        return wire;
    }

    /// Whether it belongs to one person, so that others cannot use it.
    public boolean personal() {
        return this == PERSON_OAUTH || this == PERSON_KEY;
    }

    static AuthKind of(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no authentication: " + wire));
    }
}
