package dev.carnet.mcp.pin;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What is to be approved, one thing or many at once. Each is named with the hash of what its
/// approver has seen; when one is not that any more, none is approved.
public record ApprovalRequest(
        @NotNull @NotEmpty @Size(max = 500) List<@Valid @NotNull One> definitions) {

    /// One of them.
    ///
    /// @param hash of the definition, as it was shown
    /// @param toolClass `read`, `write` or `destructive`; a tool of which nothing is said is
    ///   destructive, anything else is read
    public record One(
            @NotBlank @Size(max = 100) String id,
            @NotBlank @Size(max = 100) String hash,
            @JsonProperty("class")
                    Optional<
                                    @Pattern(
                                            regexp = "read|write|destructive",
                                            message = "is read, write or destructive")
                                    String>
                            toolClass) {}
}
