package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Questions to ask of a policy, and policies to ask.
final class Ask {

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    static final Asker OPERATOR =
            new Asker(
                    "usr_anna",
                    Role.OPERATOR,
                    Optional.of("usr_anna"),
                    Optional.empty(),
                    Optional.of("cl_desk"),
                    Optional.empty(),
                    "access",
                    Set.of("carnet:read", "carnet:write"),
                    Optional.empty(),
                    Set.of(),
                    List.of(),
                    Optional.empty(),
                    Set.of(),
                    EnumSet.noneOf(Asker.Facet.class));

    static final Asker AGENT =
            new Asker(
                    "agt_bot",
                    Role.OPERATOR,
                    Optional.of("usr_anna"),
                    Optional.of("agt_bot"),
                    Optional.empty(),
                    Optional.empty(),
                    "passport",
                    Set.of("carnet:read"),
                    Optional.of("tidy up"),
                    Set.of("srv_shop", "Shop"),
                    List.of(),
                    Optional.of("office"),
                    Set.of("letters"),
                    EnumSet.noneOf(Asker.Facet.class));

    static final Target REFUND = new Target(Optional.of("shop"), "refund", ToolClass.WRITE, "tool");
    static final Target LOOKUP = new Target(Optional.of("shop"), "lookup", ToolClass.READ, "tool");
    static final Target WHOAMI = new Target(Optional.empty(), "whoami", ToolClass.READ, "tool");

    private Ask() {}

    static Question call(Asker who, Target what, String arguments) {
        return new Question(
                who,
                what,
                NOON,
                Optional.of("10.1.2.3"),
                Optional.of(false),
                Optional.of(Json.parse(arguments)));
    }

    static Question list(Asker who, Target what) {
        return new Question(
                who, what, NOON, Optional.of("10.1.2.3"), Optional.of(false), Optional.empty());
    }

    /// The policy of that document, with `'` for `"`.
    static Policy policy(String document) {
        return PolicyReader.kept(json(document), 1);
    }

    /// The rules of such a policy.
    static Rules rules(String... rules) {
        return policy("{'rules': [" + String.join(",", rules) + "]}").rules();
    }

    static ObjectNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
