package dev.carnet.mcp.policy;

import java.time.LocalDate;
import java.util.List;

/// How often things were used.
///
/// @param from first day (UTC)
/// @param to last day
/// @param by what the items name: `tool`, `upstream`, `subject`, `agent` or `day`
/// @param total of all calls, those of items that are not listed included
/// @param items most calls first; an empty name stands for "none"
public record UsageView(LocalDate from, LocalDate to, String by, long total, List<Item> items) {

    /// One of them.
    public record Item(String name, long calls) {}
}
