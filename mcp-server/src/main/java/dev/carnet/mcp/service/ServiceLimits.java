package dev.carnet.mcp.service;

/// What a description of a service may cost; what the service itself may is in its bounds.
public final class ServiceLimits {

    /// The longest description: with its quotes it must fit into the body of a request.
    public static final int DOCUMENT_CHARACTERS = 900_000;

    /// Operations of one description; what is behind them is left out and said so.
    static final int OPERATIONS = 500;

    /// Schemas that one operation may refer to, directly or not.
    static final int SCHEMAS = 300;

    /// How deep a description may nest.
    static final int DEPTH = 100;

    /// How much of an error's body a model is told.
    static final int ERROR_CHARACTERS = 8_192;

    private ServiceLimits() {}
}
