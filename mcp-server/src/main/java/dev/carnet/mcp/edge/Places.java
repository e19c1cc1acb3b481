package dev.carnet.mcp.edge;

import dev.carnet.mcp.tool.Place;
import java.util.Optional;
import java.util.regex.Pattern;

/// The paths of this endpoint: its own, and `/{workspace}/{toolset}` below it, character by
/// character. Whether there is such a toolset is told to nobody who may not see it.
final class Places {

    private static final String BELOW =
            "/(ws_[0-9a-z]{1,40})/([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)";

    private final String path;
    private final Pattern below;

    /// @param path of the endpoint
    Places(String path) {
        this.path = path;
        this.below = Pattern.compile(Pattern.quote(path) + BELOW);
    }

    /// The place a path means.
    Optional<Place> at(String requested) {
        if (requested.equals(path)) {
            return Optional.of(new Place.Whole());
        }
        var match = below.matcher(requested);
        return match.matches()
                ? Optional.of(new Place.Toolset(match.group(1), match.group(2)))
                : Optional.empty();
    }
}
