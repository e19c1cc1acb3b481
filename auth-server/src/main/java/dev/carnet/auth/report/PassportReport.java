package dev.carnet.auth.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.passport.Finding;
import dev.carnet.shared.desk.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What became of a passport and all it was renewed into.
///
/// @param seen what the gateway saw
/// @param reports what the agent reported, newest first, each compared with what was seen by then
/// @param delegated what was delegated from it
/// @param events security events about it, newest first
/// @param calls newest first, a page
public record PassportReport(
        Line passport,
        Totals seen,
        List<Said> reports,
        List<Delegated> delegated,
        List<Noticed> events,
        Page<SeenCall> calls) {

    /// The passport and all it was renewed into.
    ///
    /// @param line the first of them
    /// @param parent the line it was delegated from
    /// @param intent what it is for, in the words of who asked for it
    /// @param passports how many there are
    /// @param state `active`, `expired`, `closed` (handed in) or `revoked`
    /// @param outcome of the checkout: `clean`, `flagged` or `blocked`
    /// @param reviewId where somebody looks at it, and what they decided
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Line(
            String line,
            Optional<String> parent,
            String session,
            @JsonProperty("workspace_id") String workspace,
            @JsonProperty("workspace_name") String workspaceName,
            @JsonProperty("agent_id") String agentId,
            @JsonProperty("agent_name") String agentName,
            @JsonProperty("owner_id") String ownerId,
            String mode,
            String intent,
            int passports,
            String state,
            @JsonProperty("began_at") Instant beganAt,
            @JsonProperty("renewed_at") Instant renewedAt,
            @JsonProperty("ended_at") Optional<Instant> endedAt,
            Optional<String> outcome,
            @JsonProperty("review_id") Optional<String> reviewId,
            @JsonProperty("review_decision") Optional<String> reviewDecision) {}

    /// Numbers of calls.
    ///
    /// @param calls that began
    /// @param ok of those, that went well
    /// @param failed of those, that came to something else
    /// @param denied that were not begun
    public record Totals(int calls, int ok, int failed, int denied) {}

    /// What the agent said, and what was seen.
    ///
    /// @param kind `checkpoint` or `checkout`
    public record Said(
            String kind,
            Instant at,
            @JsonProperty("services_used") List<String> servicesUsed,
            @JsonProperty("actions_count") int actionsCount,
            @JsonProperty("calls_seen") int callsSeen,
            @JsonProperty("delegated_to") List<String> delegatedTo,
            String summary,
            List<Finding> findings) {}

    /// A line that was delegated from this one; it has a report of its own.
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Delegated(
            String line,
            @JsonProperty("agent_id") String agentId,
            @JsonProperty("agent_name") String agentName,
            @JsonProperty("began_at") Instant beganAt,
            Optional<String> outcome) {}

    /// A security event.
    public record Noticed(
            String id,
            String kind,
            String severity,
            String message,
            @JsonProperty("created_at") Instant createdAt,
            boolean resolved) {}
}
