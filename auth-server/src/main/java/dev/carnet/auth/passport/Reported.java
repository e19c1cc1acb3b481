package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// What came of a report.
///
/// @param outcome `clean`, `flagged` (somebody looks at it) or `blocked` (the agent has to wait for
///   them)
/// @param callsSeen calls that the gateway saw
/// @param passport the next one, after a checkpoint that ended nothing
/// @param reviewId where somebody decides, if somebody has to
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Reported(
        String outcome,
        List<Finding> findings,
        @JsonProperty("calls_seen") int callsSeen,
        Optional<Passport> passport,
        @JsonProperty("review_id") Optional<String> reviewId) {}
