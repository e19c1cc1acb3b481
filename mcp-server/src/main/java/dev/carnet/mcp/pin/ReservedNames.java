package dev.carnet.mcp.pin;

/// Names that no upstream's thing may have at the whole gateway.
public interface ReservedNames {

    /// Whether that name is Carnet's own.
    boolean has(String name);
}
