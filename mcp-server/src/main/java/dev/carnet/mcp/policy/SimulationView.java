package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a policy would have changed about the calls of a part of the log, newest first.
///
/// @param since how far back the simulation looks
/// @param readBackTo the time of the oldest entry that was read
/// @param entries that were read
/// @param calls among them about which rules decided
/// @param unchanged calls that would have gone as they did
/// @param undecided calls about which it cannot be said, by what was not kept: `arguments` (the log
///   has only digests; see `open`), `caller` (the address and a passport's intent are hidden, too;
///   older entries say nothing of scopes, actors, services, toolset and proven key), `thing` (it
///   has no class, or its name is hidden)
/// @param gains calls that were denied and would not have been
/// @param losses calls that went through and would have been denied
/// @param gates calls that went through at once and would have waited for somebody
/// @param ungated calls that waited for somebody and would have gone through at once
/// @param changes who would have gained or lost what, most calls first
/// @param omitted changes beyond the number that is listed
/// @param nextBefore where to continue; left out when everything was read
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SimulationView(
        Instant since,
        @JsonProperty("read_back_to") Optional<Instant> readBackTo,
        int entries,
        int calls,
        int unchanged,
        Map<String, Integer> undecided,
        int gains,
        int losses,
        int gates,
        int ungated,
        List<ChangeView> changes,
        int omitted,
        @JsonProperty("next_before") Optional<Long> nextBefore) {

    /// Calls that would have gone another way.
    ///
    /// @param toolClass `read`, `write` or `destructive`
    /// @param was `allow`, `gate` or `deny`
    /// @param becomes `allow`, `confirm`, `approve` or `deny`
    /// @param rule which says so, or `default`
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ChangeView(
            String subject,
            String role,
            Optional<String> agent,
            Optional<String> client,
            Optional<String> upstream,
            String tool,
            @JsonProperty("class") String toolClass,
            String was,
            String becomes,
            String rule,
            int calls) {}
}
