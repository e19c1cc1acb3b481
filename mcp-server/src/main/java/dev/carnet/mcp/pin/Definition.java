package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.CanonicalJson;
import dev.carnet.mcp.message.Json;
import java.util.Optional;
import java.util.Set;

/// What an upstream says about one thing it offers.
///
/// @param name what the upstream calls it: a tool's or prompt's name, a URI, a URI template
/// @param json all of it, as listed
/// @param hash over everything but `_meta`, which upstreams change from list to list, and `icons`:
///   clients are shown both as they were approved, so nothing can be changed by them either
public record Definition(Kind kind, String name, ObjectNode json, String hash) {

    private static final Set<String> UNPINNED = Set.of("_meta", "icons");

    /// Reads one entry of a list; empty if nothing could be called by it or it is too large.
    public static Optional<Definition> read(Kind kind, ObjectNode listed) {
        String name = listed.path(kind.member()).asText("");
        boolean schema = kind != Kind.TOOL || listed.path("inputSchema").isObject();
        boolean fits =
                !name.isBlank()
                        && name.length() <= Limits.UPSTREAM_NAME_CHARACTERS
                        && Json.bytes(listed).length <= Limits.DEFINITION_BYTES;
        return schema && fits ? Optional.of(of(kind, listed)) : Optional.empty();
    }

    /// One that was read before.
    public static Definition of(Kind kind, ObjectNode json) {
        ObjectNode pinned = json.deepCopy().without(UNPINNED);
        return new Definition(
                kind, json.path(kind.member()).asText(), json, CanonicalJson.sha256(pinned));
    }

    /// What a person calls it.
    public String title() {
        String own = json.path("title").asText("");
        String hinted = json.path("annotations").path("title").asText(name);
        return own.isEmpty() ? hinted : own;
    }
}
