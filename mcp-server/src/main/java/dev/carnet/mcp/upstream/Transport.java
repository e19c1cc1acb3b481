package dev.carnet.mcp.upstream;

/// How a server behind the gateway is reached.
public enum Transport {
    /// Streamable HTTP. The era is found out, and the transport of 2024-11-05 tried last.
    HTTP,
    /// HTTP+SSE of 2024-11-05 and nothing else.
    SSE,
    /// A child process that the server's configuration names.
    STDIO,
    /// No MCP at all: an HTTP service, whose operations are offered as tools.
    API
}
