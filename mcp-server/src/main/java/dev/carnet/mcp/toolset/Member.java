package dev.carnet.mcp.toolset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.mcp.pin.Approved;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A part of a toolset: all that a server offers, all of one kind, or one thing.
///
/// @param kind `tool`, `prompt`, `resource` or `template`; all kinds when nothing is said
/// @param name what the upstream calls it; all of the kind when nothing is said
/// @param alias what a tool or prompt is called in this toolset
public record Member(
        @JsonProperty("server_id") @NotBlank @Size(max = 100) String serverId,
        Optional<
                        @Pattern(
                                regexp = "tool|prompt|resource|template",
                                message = "is tool, prompt, resource or template")
                        String>
                kind,
        Optional<@Size(min = 1, max = 1000) String> name,
        Optional<
                        @Pattern(
                                regexp = "[A-Za-z0-9_-]{1,64}",
                                message = "has 1 to 64 of the characters A-Z a-z 0-9 _ -")
                        String>
                alias) {

    /// Whether it says something that can be done.
    boolean sound() {
        boolean oneThing = kind.isPresent() && name.isPresent();
        boolean named = kind.filter(one -> one.equals("tool") || one.equals("prompt")).isPresent();
        return (name.isEmpty() || oneThing) && (alias.isEmpty() || (oneThing && named));
    }

    /// Whether that thing is part of it.
    boolean has(Approved thing) {
        return serverId.equals(thing.serverId())
                && kind.map(thing.definition().kind().wire()::equals).orElse(true)
                && name.map(thing.definition().name()::equals).orElse(true);
    }
}
