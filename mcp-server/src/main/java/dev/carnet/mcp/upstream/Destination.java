package dev.carnet.mcp.upstream;

/// A server behind the gateway, as it is reached.
///
/// @param serverId its id in the registry: what is remembered about it is kept under both ids
/// @param address the URL of its endpoint; for `STDIO` a name in the server's configuration file
/// @param privateAllowed whether the workspace's owner allows its host to have private addresses,
///   and plain http there
public record Destination(
        String workspace,
        String serverId,
        Transport transport,
        String address,
        Bounds bounds,
        boolean privateAllowed) {}
