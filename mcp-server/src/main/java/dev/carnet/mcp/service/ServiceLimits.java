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

    /// Values of one constraint.
    static final int CONSTRAINT_VALUES = 100;

    /// A regular expression of a constraint, as it is written and as it is compiled.
    static final int PATTERN_CHARACTERS = 500;

    static final int PATTERN_STEPS = 2_000;

    /// A path below a service's address.
    static final int PATH_CHARACTERS = 1_500;

    /// How often a service may send a request on.
    static final int REDIRECTS = 5;

    /// A header that one request brings along.
    static final int HEADER_CHARACTERS = 1_000;

    /// Headers that one request may bring along.
    static final int HEADERS = 20;

    /// Tools, subjects or days that are listed of the use of a server.
    static final int USAGE_ITEMS = 366;

    private ServiceLimits() {}
}
