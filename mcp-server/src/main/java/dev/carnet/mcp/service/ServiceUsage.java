package dev.carnet.mcp.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;

/// How often a server was called, since it was registered at the earliest. Calls that a constraint
/// refused are among them; those that the rules refused are not.
///
/// @param from first day (UTC)
/// @param to last day
/// @param tools most calls first, as are subjects; days newest first
public record ServiceUsage(
        @JsonProperty("server_id") String serverId,
        LocalDate from,
        LocalDate to,
        long total,
        List<Item> tools,
        List<Item> subjects,
        List<Item> days) {

    /// One of them.
    public record Item(String name, long calls) {}
}
