package dev.carnet.auth.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A call, as the log has it.
///
/// @param entry the entry it began with, or was refused by
/// @param jti the passport that was shown
/// @param type `tool`, `prompt`, `resource` or the like
/// @param tool what callers call it; a resource's address is private
/// @param server the slug of the upstream; Carnet itself has none
/// @param decision `permit` or `deny`
/// @param rule version and id of the rule that decided
/// @param gate where somebody agreed
/// @param outcome `ok`, `tool_error`, `error`, `timeout` and the like; `denied`, or `running` while
///   nothing else is known
/// @param reason why it was refused or failed, as a code
/// @param durationMs how long it took
/// @param flags `denied`, and the kinds of security events it is named by
/// @param log the log and the number of its first entry
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SeenCall(
        String entry,
        Instant at,
        String jti,
        String type,
        Optional<String> tool,
        Optional<String> server,
        String decision,
        Optional<String> rule,
        Optional<String> gate,
        String outcome,
        Optional<String> reason,
        @JsonProperty("duration_ms") Optional<Long> durationMs,
        List<String> flags,
        @JsonIgnore String log) {

    Slice.Position position() {
        return new Slice.Position(at, log);
    }
}
