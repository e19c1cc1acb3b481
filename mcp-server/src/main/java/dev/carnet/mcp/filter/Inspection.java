package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Looks through a whole tree and takes nothing out: every text in it, and every name of a member.
/// Whoever has it done sees to it that the tree is not too large, and that nobody waits on an event
/// loop.
public final class Inspection {

    /// So many findings are enough.
    private static final int MOST = 100;

    private final boolean secrets;
    private final boolean orders;
    private final List<Found> found = new ArrayList<>();

    private Inspection(boolean secrets, boolean orders) {
        this.secrets = secrets;
        this.orders = orders;
    }

    /// Something that was found.
    ///
    /// @param sort `secret` or `injection`
    /// @param kind what it is, for example `ignore_instructions`
    /// @param disguise how it was hidden; `plain` when it was not
    /// @param path where in the tree (RFC 6901)
    /// @param start where it begins in that text
    /// @param end where it ends
    public record Found(
            String sort, String kind, String disguise, String path, int start, int end) {

        /// `injection:reveal_prompt/base64`.
        public String name() {
            return sort + ":" + kind + (disguise.equals("plain") ? "" : "/" + disguise);
        }
    }

    /// What is in that tree of what is asked for.
    public static List<Found> of(JsonNode tree, boolean secrets, boolean orders) {
        var inspection = new Inspection(secrets, orders);
        inspection.look(tree, "");
        return List.copyOf(inspection.found);
    }

    private void look(JsonNode given, String path) {
        JsonNode node = Filters.parsed(given);
        switch (node.getNodeType()) {
            case STRING -> text(node.textValue(), path);
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    look(node.get(i), path + "/" + i);
                }
            }
            case OBJECT -> {
                for (var member : node.properties()) {
                    String place = path + "/" + pointer(member.getKey());
                    text(member.getKey(), place);
                    look(member.getValue(), place);
                }
            }
            default -> {
                // Numbers say nothing.
            }
        }
    }

    private void text(String text, String path) {
        if (text.isEmpty() || found.size() >= MOST) {
            return;
        }
        if (secrets) {
            Secrets.in(text).forEach(one -> add("secret", one, path));
        }
        if (orders) {
            Disguises.findings(text).forEach(one -> add("injection", one, path));
        }
    }

    private void add(String sort, Finding one, String path) {
        if (found.size() < MOST) {
            found.add(new Found(sort, one.kind(), one.disguise(), path, one.start(), one.end()));
        }
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
