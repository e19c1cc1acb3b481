package dev.carnet.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Carnet that is measured.
///
/// @param mcp the MCP URL, which is also the resource its tokens are for
/// @param replicas the origin of each mcp-server
/// @param fixture the origin of an mcp-server with the fixture's tool table and a bare echo route
/// @param database a PostgreSQL URI of the owner role, to append to a log of the bench's own
/// @param ready how long each process took from its start until it was ready
/// @param processes the process id of each service
public record Target(
        URI issuer,
        URI mcp,
        List<URI> replicas,
        Optional<URI> fixture,
        Optional<String> database,
        Owner owner,
        Map<String, Duration> ready,
        Map<String, Long> processes) {

    /// The person who owns the workspace that is measured in.
    public record Owner(String email, String password) {}
}
