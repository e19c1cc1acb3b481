package dev.carnet.auth.passport;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What somebody decides about a report.
///
/// @param version of the review, as whoever decides saw it
/// @param decision `accept` unblocks the agent, `block` blocks it
public record ReviewDecision(
        @NotNull @Min(1) Integer version,
        @NotNull @Pattern(regexp = "accept|block", message = "is accept or block") String decision,
        Optional<@Size(max = 500) String> note) {}
