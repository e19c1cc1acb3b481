package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A name in a policy that somebody or something should have.
///
/// @param pointer where in the document (RFC 6901)
/// @param upstreams of a tool: the servers it may be at; empty for all, and for Carnet itself
record Mention(String pointer, Kind kind, String name, Set<String> upstreams) {

    /// What sort of name, as it is called where a policy has it.
    enum Kind {
        UPSTREAMS("which", "no server has that slug"),
        TOOLS("which", "nothing of that name is known at these servers"),
        TOOLSETS("who", "no toolset has that slug"),
        SERVICES("who", "no server or toolset has that id or slug"),
        PEOPLE("who", "is nobody in this workspace"),
        AGENTS("who", "is no agent of this workspace"),
        KEYS("who", "is no key of this workspace"),
        CLIENTS("who", "is no client that this workspace could have"),
        APPROVERS("gate", "is nobody in this workspace"),
        ESCALATE_TO("gate", "is nobody in this workspace");

        private final String part;
        private final String unknown;

        Kind(String part, String unknown) {
            this.part = part;
            this.unknown = unknown;
        }

        /// What is said of a name that nobody has.
        String unknown() {
            return unknown;
        }

        private String path() {
            return part + "/" + name().toLowerCase(Locale.ROOT);
        }
    }

    /// All of them, in the order of the document.
    static List<Mention> in(ObjectNode document) {
        var all = new ArrayList<Mention>();
        for (String section : List.of("rules", "limits", "filters")) {
            JsonNode entries = document.path(section);
            for (int i = 0; i < entries.size(); i++) {
                collect(entries.get(i), "/" + section + "/" + i + "/", all);
            }
        }
        return List.copyOf(all);
    }

    private static void collect(JsonNode entry, String at, List<Mention> all) {
        Set<String> upstreams = new LinkedHashSet<>();
        entry.at("/which/upstreams").forEach(one -> upstreams.add(one.asText()));
        Set<String> narrowed = upstreams.contains(Which.ANY) ? Set.of() : Set.copyOf(upstreams);
        for (Kind kind : Kind.values()) {
            JsonNode names = entry.at("/" + kind.path());
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).asText();
                if (!name.equals(Which.ANY)) {
                    all.add(new Mention(at + kind.path() + "/" + i, kind, name, narrowed));
                }
            }
        }
    }
}
