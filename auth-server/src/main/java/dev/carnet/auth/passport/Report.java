package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.protocol.Limits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What an agent says that it did, at a checkpoint or at the end.
///
/// @param token its passport
/// @param servicesUsed slugs
/// @param actionsCount calls through the gateway since it set out
/// @param delegatedTo agents it sent
/// @param summary in words
/// @param assertion a fresh token of the platform, where the passport rests on its word and goes on
public record Report(
        @NotNull @Size(max = 8192) String token,
        @JsonProperty("services_used") @NotNull @Size(max = 64)
                List<@NotNull @Size(min = 1, max = 64) String> servicesUsed,
        @JsonProperty("actions_count") @Min(0) @Max(1_000_000) int actionsCount,
        @JsonProperty("delegated_to")
                Optional<@Size(max = 64) List<@NotNull @Size(max = 64) String>> delegatedTo,
        @NotNull @Size(max = 1000) String summary,
        Optional<@Size(max = Limits.ISSUER_ASSERTION_CHARACTERS) String> assertion) {}
