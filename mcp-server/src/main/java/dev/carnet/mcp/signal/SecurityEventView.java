package dev.carnet.mcp.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something that was noticed.
///
/// @param seq its place in the order they were written in
/// @param kind the detector
/// @param action what was done: `none`, `wanted` (it is being done) or `revoked`
/// @param entries the entries of the log that caused it; where the log has them, with their numbers
/// @param resolvedBy who said that it was looked at
/// @param snoozedUntil until then it is not among those that wait for somebody
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SecurityEventView(
        String id,
        long seq,
        String kind,
        String severity,
        String message,
        Map<String, Object> facts,
        @JsonProperty("person_id") Optional<String> personId,
        @JsonProperty("agent_id") Optional<String> agentId,
        @JsonProperty("passport_id") Optional<String> passportId,
        @JsonProperty("client_id") Optional<String> clientId,
        @JsonProperty("key_id") Optional<String> keyId,
        String action,
        @JsonProperty("created_at") Instant createdAt,
        boolean resolved,
        @JsonProperty("resolved_at") Optional<Instant> resolvedAt,
        @JsonProperty("resolved_by") Optional<String> resolvedBy,
        Optional<String> remark,
        @JsonProperty("snoozed_until") Optional<Instant> snoozedUntil,
        Optional<List<Cause>> entries) {

    /// An entry of the log.
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Cause(Optional<String> eid, Optional<String> log, Optional<Long> seq) {}

    /// A page of them.
    ///
    /// @param unresolvedCount of the whole workspace, whatever was asked for; without those put off
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Listed(
            List<SecurityEventView> items,
            @JsonProperty("next_cursor") Optional<String> nextCursor,
            @JsonProperty("unresolved_count") long unresolvedCount) {}

    Position position() {
        return new Position(createdAt, Long.toString(seq));
    }
}
