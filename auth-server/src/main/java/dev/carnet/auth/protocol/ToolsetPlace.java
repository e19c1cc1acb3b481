package dev.carnet.auth.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/// The place of a toolset below the MCP endpoint, which is a resource of its own.
///
/// @param endpoint what stands in front
public record ToolsetPlace(String endpoint, String workspace, String slug) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(.*)/(ws_[0-9a-z]{1,40})/([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)",
                    Pattern.DOTALL);

    /// The place a resource identifier is of, if it has the form of one.
    public static Optional<ToolsetPlace> of(String resource) {
        var match = FORM.matcher(resource);
        return match.matches()
                ? Optional.of(new ToolsetPlace(match.group(1), match.group(2), match.group(3)))
                : Optional.empty();
    }

    /// Whether it is directly below that endpoint.
    boolean isBelow(String mcp) {
        return endpoint.equals(mcp);
    }
}
