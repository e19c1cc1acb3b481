package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// What the log may keep of arguments and results. Even sealed, a disclosure is no place for a
/// credential.
public final class Discretion {

    private static final String MARK = "[secret]";

    private Discretion() {}

    /// The arguments as received, unless the tool takes secrets: then without them.
    public static String arguments(CallOrder order, String raw) {
        Set<String> secrets = secrets(order.usable());
        ObjectNode arguments = order.call().arguments();
        return secrets.stream().anyMatch(arguments::has)
                ? masked(arguments, secrets).toString()
                : raw;
    }

    /// The result as sent, unless the tool gives secrets: then its structured content without them.
    static String result(Usable usable, ToolResult result) {
        Set<String> secrets = secrets(usable);
        boolean secret =
                result.members().path("structuredContent") instanceof ObjectNode content
                        && secrets.stream().anyMatch(content::has);
        return secret ? masked(result.members(), secrets).toString() : result.members().toString();
    }

    private static ObjectNode masked(ObjectNode members, Set<String> secrets) {
        ObjectNode copy = members.deepCopy();
        copy.remove("content");
        if (copy.path("structuredContent") instanceof ObjectNode content) {
            mask(content, secrets);
        }
        mask(copy, secrets);
        return copy;
    }

    private static void mask(ObjectNode object, Set<String> secrets) {
        secrets.stream().filter(object::has).forEach(name -> object.put(name, MARK));
    }

    private static Set<String> secrets(Usable usable) {
        return usable instanceof Tool tool ? tool.secrets() : Set.of();
    }
}
