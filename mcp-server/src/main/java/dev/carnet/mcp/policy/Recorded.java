package dev.carnet.mcp.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.Asker.Facet;
import dev.carnet.mcp.tool.Circumstances;
import dev.carnet.shared.audit.Disclosures.Hidden;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.verify.EntryLine;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A call of the past, as far as the log knows it.
///
/// @param was what became of it: `allow`, `gate` or `deny`
/// @param what empty when the entry does not say the class
/// @param bound whether the caller proved its token's key, if the entry says so
/// @param address of the caller, if what the entry hides was opened
/// @param arguments likewise
record Recorded(
        Asker who,
        Optional<Target> what,
        Instant at,
        String was,
        Optional<Boolean> bound,
        Optional<String> address,
        Optional<ObjectNode> arguments) {

    private static final Set<String> DENIED =
            Set.of("policy", "policy_default", "policy_condition_failed");

    /// The call of that entry, if it is one that rules decided about.
    ///
    /// @param now tells whom the agents of the past belong to
    static Optional<Recorded> of(EntryLine entry, Picture now, String workspace) {
        return was(entry)
                .flatMap(was ->
                        field(entry, "role")
                                .flatMap(Role::of)
                                .map(role ->
                                        new Recorded(
                                                who(entry, role, now, workspace),
                                                what(entry),
                                                Instant.parse(entry.time()),
                                                was,
                                                Circumstances.read(entry.fields())
                                                        .map(Circumstances::bound),
                                                Optional.empty(),
                                                Optional.empty())));
    }

    /// The question that was asked then.
    Optional<Question> question() {
        return what.map(target -> new Question(who, target, at, address, bound, arguments));
    }

    /// The same call with those arguments, for whoever knows them.
    Recorded with(ObjectNode known) {
        return new Recorded(who, what, at, was, bound, address, Optional.of(known));
    }

    /// The same call with what its entry hides. Who sent none had no arguments; entries from before
    /// addresses were kept say nothing about either, and older ones nothing about intents.
    Recorded opened(List<Hidden> hidden) {
        Asker known = bound.isPresent() ? intent(hidden) : who;
        Optional<String> from = text(hidden, "ip");
        return new Recorded(
                from.isPresent() ? known.knowing(Facet.ADDRESS) : known,
                what,
                at,
                was,
                bound,
                from,
                from.isPresent() ? arguments(hidden) : Optional.empty());
    }

    private Asker intent(List<Hidden> hidden) {
        Optional<String> intent = text(hidden, "intent");
        return intent.isPresent() || !has(hidden, "intent") ? who.with(intent) : who;
    }

    private static Optional<ObjectNode> arguments(List<Hidden> hidden) {
        return has(hidden, "args")
                ? text(hidden, "args").flatMap(Recorded::object)
                : Optional.of(Json.object());
    }

    private static boolean has(List<Hidden> hidden, String name) {
        return hidden.stream().anyMatch(one -> one.name().equals(name));
    }

    /// A value that was erased, altered or too long to be kept is none.
    private static Optional<String> text(List<Hidden> hidden, String name) {
        return hidden.stream()
                .filter(one -> one.name().equals(name))
                .flatMap(one -> one.value().stream())
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private static Optional<ObjectNode> object(String text) {
        try {
            return Json.MAPPER.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<String> was(EntryLine entry) {
        return switch (field(entry, "act").orElse("")) {
            case "tool.call.begin" ->
                    Optional.of(field(entry, "gate").isPresent() ? "gate" : "allow");
            case "call.refused" -> field(entry, "why").filter(DENIED::contains).map(_ -> "deny");
            default -> Optional.empty();
        };
    }

    private static Asker who(EntryLine entry, Role role, Picture now, String workspace) {
        String subject = field(entry, "sub").orElse("");
        String kind = field(entry, "kind").orElse("");
        Optional<String> agent = field(entry, "agent");
        Optional<String> person = person(entry, subject, kind, now, workspace);
        Optional<Circumstances> told = Circumstances.read(entry.fields());
        return new Asker(
                subject,
                role,
                person,
                agent,
                field(entry, "cl").filter(_ -> kind.equals("access")),
                field(entry, "key"),
                kind,
                told.map(Circumstances::scopes).orElse(Set.of()),
                Optional.empty(),
                told.flatMap(Circumstances::services).orElse(Set.of()),
                told.map(Circumstances::actors).orElse(List.of()),
                told.flatMap(Circumstances::toolset),
                told.flatMap(Circumstances::ways).orElse(Set.of()),
                unknown(told, kind, agent.isPresent() && person.isEmpty()));
    }

    /// What the entry does not say of its caller, or only to whom it is opened.
    private static Set<Facet> unknown(
            Optional<Circumstances> told, String kind, boolean personUnknown) {
        var unknown = EnumSet.of(Facet.ADDRESS);
        if (personUnknown) {
            unknown.add(Facet.PERSON);
        }
        if (told.isEmpty()) {
            unknown.addAll(
                    Set.of(Facet.SCOPE, Facet.ACTOR, Facet.TOOLSET, Facet.BOUND, Facet.INTENT));
        }
        if (told.flatMap(Circumstances::services).isEmpty()) {
            unknown.add(Facet.SERVICE);
        }
        if (told.flatMap(Circumstances::ways).isEmpty()) {
            unknown.add(Facet.TOOLSET);
        }
        if (kind.equals("passport")) {
            unknown.add(Facet.INTENT);
        }
        return unknown;
    }

    private static Optional<String> person(
            EntryLine entry, String subject, String kind, Picture now, String workspace) {
        return switch (kind) {
            case "access" -> field(entry, "grant").map(_ -> subject);
            case "passport" ->
                    field(entry, "agent")
                            .flatMap(agent -> now.agent(workspace, agent))
                            .map(agent -> agent.owner());
            case "key" ->
                    Optional.of(subject).filter(id -> !field(entry, "key").equals(Optional.of(id)));
            default -> Optional.of(subject);
        };
    }

    private static Optional<Target> what(EntryLine entry) {
        Optional<String> upstream = field(entry, "srv");
        return field(entry, "cls")
                .flatMap(Naming::tier)
                .flatMap(tier ->
                        field(entry, upstream.isPresent() ? "otool" : "tool")
                                .map(name ->
                                        new Target(
                                                upstream,
                                                name,
                                                tier,
                                                field(entry, "type").orElse("tool"))));
    }

    private static Optional<String> field(EntryLine entry, String name) {
        return Optional.ofNullable(entry.fields().get(name));
    }
}
