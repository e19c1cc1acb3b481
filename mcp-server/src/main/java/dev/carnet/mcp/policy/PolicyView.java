package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.rest.Problem.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What holds in a workspace, and what somebody is working on. Its entity tag changes with either.
///
/// @param activeVersion 0 while nothing but the defaults holds
/// @param active the document of that version
/// @param warnings names that nobody and nothing has now, and gates that ask others too late, in
///   the draft if there is one, else in what is active
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PolicyView(
        @JsonProperty("active_version") long activeVersion,
        Map<String, Object> active,
        Optional<Draft> draft,
        List<FieldError> warnings) {

    /// A policy that is not active.
    public record Draft(
            Map<String, Object> document,
            @JsonProperty("changed_by") String changedBy,
            @JsonProperty("changed_at") Instant changedAt) {}

    static PolicyView of(PolicyState state, List<FieldError> warnings) {
        return new PolicyView(
                state.activeVersion(),
                Documents.map(state.active()),
                state.draft()
                        .map(draft ->
                                new Draft(Documents.map(draft.document()), draft.by(), draft.at())),
                warnings);
    }
}
