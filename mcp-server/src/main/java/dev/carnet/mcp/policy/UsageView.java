package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice.Position;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// How often things were used.
///
/// @param from first day (UTC)
/// @param to last day
/// @param by what the items name: `tool`, `upstream`, `subject`, `agent` or `day`
/// @param total of all calls, those of items that are not listed included
/// @param items most calls first; an empty name stands for "none"
/// @param nextCursor where the list goes on; left out on its last page
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UsageView(
        LocalDate from,
        LocalDate to,
        String by,
        long total,
        List<Item> items,
        @JsonProperty("next_cursor") Optional<String> nextCursor) {

    /// One of them.
    public record Item(String name, long calls) {

        /// Where it stands in the list. Lists go by time and name; here the count is the time.
        Position position() {
            return new Position(Instant.ofEpochSecond(calls), name);
        }
    }
}
