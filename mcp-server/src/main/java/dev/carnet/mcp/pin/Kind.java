package dev.carnet.mcp.pin;

import java.util.Locale;
import java.util.Optional;

/// What sort of thing an upstream offers, and by which member of its definition it is called.
public enum Kind {
    TOOL("name"),
    PROMPT("name"),
    RESOURCE("uri"),
    TEMPLATE("uriTemplate");

    private final String member;

    Kind(String member) {
        this.member = member;
    }

    /// The member of the definition that is its name at the upstream.
    public String member() {
        return member;
    }

    /// The name in the API and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of that wire name.
    public static Optional<Kind> of(String wire) {
        for (Kind kind : values()) {
            if (kind.wire().equals(wire)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
