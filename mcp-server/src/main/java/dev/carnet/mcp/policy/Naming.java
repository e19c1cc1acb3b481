package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.Optional;
import java.util.Set;

/// Reads `who` and `which` of a rule or limit.
final class Naming {

    private static final Set<String> WHO =
            Set.of(
                    "roles",
                    "people",
                    "agents",
                    "clients",
                    "keys",
                    "credentials",
                    "scopes",
                    "intents",
                    "services",
                    "actors",
                    "toolsets");
    private static final Set<String> WHICH =
            Set.of("built_in", "upstreams", "tools", "classes", "kinds");
    private static final Set<String> CREDENTIALS = Set.of("access", "passport", "key", "page");
    private static final Set<String> KINDS =
            Set.of("tool", "prompt", "resource", "template", "completion");

    private Naming() {}

    static Who who(Members members) {
        Members who = members.object("who", WHO);
        return new Who(
                who.set("roles", Role.values().length, Role::of, "a role"),
                names(who, "people", "the id of a person"),
                names(who, "agents", "the id of an agent"),
                names(who, "clients", "the id of a client"),
                names(who, "keys", "the id of a key"),
                who.set(
                        "credentials",
                        CREDENTIALS.size(),
                        text -> one(CREDENTIALS, text),
                        "access, passport, key or page"),
                who.set(
                        "scopes",
                        Limits.POLICY_NAMES,
                        text -> Scope.of(text).map(Scope::wire),
                        "a scope"),
                names(who, "intents", "the intent of a passport"),
                names(who, "services", "a service that a passport names, by its id or name"),
                names(who, "actors", "the id of an actor"),
                names(who, "toolsets", "the slug of a toolset"));
    }

    static Which which(Members members) {
        Members which = members.object("which", WHICH);
        Set<String> upstreams = names(which, "upstreams", "the slug of a server, or *");
        Optional<Boolean> builtIn = which.truth("built_in");
        if (!upstreams.isEmpty() && builtIn.orElse(false)) {
            which.complain("built_in", "leaves out every server, and upstreams names some");
        }
        return new Which(
                builtIn,
                upstreams,
                names(which, "tools", "the original name of a tool, or *"),
                which.set(
                        "classes",
                        ToolClass.values().length,
                        Naming::tier,
                        "read, write or destructive"),
                which.set(
                        "kinds",
                        KINDS.size(),
                        text -> one(KINDS, text),
                        "tool, prompt, resource, template or completion"));
    }

    /// A name, if it is not too long for one.
    static Optional<String> name(String text) {
        return text.isBlank() || text.length() > Limits.POLICY_NAME_CHARACTERS
                ? Optional.empty()
                : Optional.of(text);
    }

    private static Set<String> names(Members members, String name, String described) {
        return members.set(name, Limits.POLICY_NAMES, Naming::name, described);
    }

    private static Optional<String> one(Set<String> known, String text) {
        return known.contains(text) ? Optional.of(text) : Optional.empty();
    }

    /// The class of that name.
    static Optional<ToolClass> tier(String text) {
        for (ToolClass one : ToolClass.values()) {
            if (one.wire().equals(text)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
