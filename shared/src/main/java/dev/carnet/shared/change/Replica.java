package dev.carnet.shared.change;

/// One running process that follows the feed.
///
/// @param id names its row, and its node in the audit log
/// @param service `auth-server` or `mcp-server`
public record Replica(String id, String service) {}
