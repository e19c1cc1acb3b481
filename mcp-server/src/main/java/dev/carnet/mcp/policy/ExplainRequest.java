package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Service;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A decision to explain: who wants to use what, with which arguments; or one of the past.
///
/// @param principal id of a person, an agent or a key of this workspace
/// @param tool the name it has for that principal; beside it there is no `target`
/// @param arguments left out to ask what a list would show
/// @param draft whether to ask the draft instead of what is active
/// @param entry the number or the eid of a recorded call, which says who wanted to use what; beside
///   it there are only `arguments`, which entries hide, and `draft`
public record ExplainRequest(
        Optional<@Size(min = 1, max = 200) String> principal,
        Optional<@Size(min = 1, max = 1000) String> tool,
        Optional<@Valid TargetRequest> target,
        Optional<Map<String, Object>> arguments,
        Optional<@Valid CircumstancesRequest> circumstances,
        Optional<Boolean> draft,
        Optional<@Size(min = 1, max = 36) String> entry) {

    /// Whether somebody wants to use a tool of that name.
    public static ExplainRequest of(String principal, String tool, boolean draft) {
        return new ExplainRequest(
                Optional.of(principal),
                Optional.of(tool),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(draft),
                Optional.empty());
    }

    /// Something that need not exist: what an upstream might offer.
    ///
    /// @param upstream slug of the server
    /// @param name what the server calls it
    /// @param toolClass `read`, `write` or `destructive`
    public record TargetRequest(
            @NotNull @Size(min = 1, max = 64) String upstream,
            @NotNull @Size(min = 1, max = 1000) String name,
            @JsonProperty("class")
                    @NotNull
                    @Pattern(
                            regexp = "read|write|destructive",
                            message = "is read, write or destructive")
                    String toolClass,
            Optional<
                            @Pattern(
                                    regexp = "tool|prompt|resource|template|completion",
                                    message = "is tool, prompt, resource, template or completion")
                            String>
                    kind) {}

    /// What else a rule may ask for.
    ///
    /// @param client id of the client the person acts through
    /// @param intent of the agent's passport
    /// @param toolset slug of the toolset at whose address the principal is
    /// @param address of the principal
    /// @param scopes of the credential; all, unless they are named
    /// @param services that the agent's passport names, as its claim `carnet.services` has them
    /// @param delegatedBy ids of the agents that delegated the passport, the first one first
    /// @param bound whether the principal proves the key its token is bound to
    /// @param at when; now, unless it is said
    public record CircumstancesRequest(
            Optional<@Size(min = 1, max = 2000) String> client,
            Optional<@Size(max = 1000) String> intent,
            Optional<@Size(min = 1, max = 64) String> toolset,
            Optional<@Size(min = 1, max = 64) String> address,
            Optional<List<@NotNull String>> scopes,
            Optional<@Size(max = Service.MOST) List<@NotNull Map<String, Object>>> services,
            @JsonProperty("delegated_by")
                    Optional<@Size(max = Mandate.DEEPEST) List<@NotNull String>> delegatedBy,
            Optional<Boolean> bound,
            Optional<Instant> at) {

        /// Nothing in particular.
        static final CircumstancesRequest NONE =
                new CircumstancesRequest(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }
}
