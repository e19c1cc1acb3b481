package dev.carnet.mcp.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A name for something that may be done at a service, and the constraints it comes to.
///
/// @param name beside its template's, as in `github.deploy`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Intent(
        @NotNull @Pattern(regexp = "[a-z][a-z0-9_]{0,49}") String name,
        @NotBlank String description,
        Optional<Map<String, @Valid Parameter>> parameters,
        @NotEmpty List<@Valid Bound> constraints) {

    /// A parameter.
    ///
    /// @param pattern of each of its values, whole (RE2)
    /// @param several whether it takes a list
    /// @param example one value, for people and for the check that the intent can be expanded
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Parameter(
            @NotBlank String description,
            @NotBlank String pattern,
            Optional<Boolean> several,
            @NotBlank String example) {}

    /// One constraint, with `{name}` for parameters.
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Bound(
            @NotBlank String path,
            @NotNull @Pattern(regexp = "eq|in|matches|starts_with") String op,
            @NotNull JsonNode value,
            Optional<Boolean> optional) {}
}
