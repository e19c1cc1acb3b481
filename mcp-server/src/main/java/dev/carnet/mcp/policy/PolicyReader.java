package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.Allowance.Dimension;
import dev.carnet.mcp.policy.Allowance.Span;
import dev.carnet.shared.rest.Problem.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads a policy document and says everything that is wrong with it at once.
///
/// ```json
/// {"rules": [{"id": "refunds", "priority": 10,
///             "who": {"roles": ["operator"]},
///             "which": {"upstreams": ["shop"], "tools": ["refund"]},
///             "when": "args.amount > 100",
///             "effect": "approve", "reason": "Refunds above 100 need a second person.",
///             "consequences": "Money leaves the account.",
///             "gate": {"approvers": ["admin"], "quorum": 1, "within_seconds": 3600}}],
///  "limits": [{"id": "per-agent", "each": ["agent"], "calls": 1000, "per": "hour"}],
///  "filters": [{"id": "no-keys", "which": {"upstreams": ["*"]}, "secrets": "redact",
///               "injection": "block", "max_characters": 100000, "size": "redact"}]}
/// ```
public final class PolicyReader {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final String ID_DESCRIBED =
            "1 to 64 small letters, digits, - or _, the first a letter or digit";

    private static final Set<String> DOCUMENT = Set.of("rules", "limits", "filters");
    private static final Set<String> RULE =
            Set.of(
                    "id",
                    "priority",
                    "enabled",
                    "who",
                    "which",
                    "when",
                    "effect",
                    "reason",
                    "consequences",
                    "gate");
    private static final Set<String> LIMIT = Set.of("id", "who", "which", "each", "calls", "per");

    private final List<FieldError> wrong = new ArrayList<>();
    private final boolean compiles;

    /// @param compiles whether conditions are compiled, to find what is wrong with them
    private PolicyReader(boolean compiles) {
        this.compiles = compiles;
    }

    /// What a document turned out to be.
    public sealed interface Read {

        /// A policy; its version is still to be given.
        record Fine(Policy policy) implements Read {}

        /// None, for these reasons.
        record Wrong(List<FieldError> errors) implements Read {}
    }

    /// Reads it.
    public static Read read(JsonNode document) {
        return read(document, true);
    }

    private static Read read(JsonNode document, boolean compiles) {
        var reader = new PolicyReader(compiles);
        Policy policy = reader.policy(document);
        return reader.wrong.isEmpty()
                ? new Read.Fine(policy)
                : new Read.Wrong(List.copyOf(reader.wrong));
    }

    /// Reads one that was kept, which was fine when it was kept. Its conditions are compiled when
    /// they are first asked for, so that a replica follows the feed however many there are.
    public static Policy kept(ObjectNode document, long version) {
        return switch (read(document, false)) {
            case Read.Fine fine -> fine.policy().numbered(version);
            case Read.Wrong bad ->
                    throw new IllegalStateException(
                            "policy version " + version + " cannot be read: " + bad.errors());
        };
    }

    private Policy policy(JsonNode document) {
        Members members = Members.of(document, "", DOCUMENT, wrong);
        var rules = new ArrayList<Rule>();
        var ids = new HashSet<String>();
        List<JsonNode> nodes = members.array("rules", Limits.POLICY_RULES);
        for (int i = 0; i < nodes.size(); i++) {
            Members rule = Members.of(nodes.get(i), "/rules/" + i, RULE, wrong);
            if (nodes.get(i).isObject()) {
                Rule read = rule(rule, id(rule, ids));
                if (rule.truth("enabled").orElse(true)) {
                    rules.add(read);
                }
            }
        }
        return new Policy(0, new Rules(rules), limits(members, ids), filters(members, ids));
    }

    private List<Allowance> limits(Members members, Set<String> ids) {
        var limits = new ArrayList<Allowance>();
        List<JsonNode> nodes = members.array("limits", Limits.POLICY_LIMITS);
        for (int i = 0; i < nodes.size(); i++) {
            Members limit = Members.of(nodes.get(i), "/limits/" + i, LIMIT, wrong);
            if (nodes.get(i).isObject()) {
                limits.add(limit(limit, id(limit, ids)));
            }
        }
        return List.copyOf(limits);
    }

    private List<FilterRule> filters(Members members, Set<String> ids) {
        var filters = new ArrayList<FilterRule>();
        List<JsonNode> nodes = members.array("filters", Limits.POLICY_LIMITS);
        for (int i = 0; i < nodes.size(); i++) {
            Members filter = Members.of(nodes.get(i), "/filters/" + i, FilterReading.KNOWN, wrong);
            if (nodes.get(i).isObject()) {
                filters.add(FilterReading.of(filter, id(filter, ids)));
            }
        }
        return List.copyOf(filters);
    }

    private static String id(Members members, Set<String> ids) {
        String id = members.required("id", ID, ID_DESCRIBED);
        if (id.equals("default")) {
            members.complain("id", "default is the name of what happens without a rule");
        } else if (!id.isEmpty() && !ids.add(id)) {
            members.complain("id", "is used twice in this policy");
        }
        return id;
    }

    private Rule rule(Members members, String id) {
        Optional<Effect> effect = Effect.of(members.text("effect", 16));
        if (effect.isEmpty()) {
            members.complain("effect", "must be allow, confirm, approve or deny");
        }
        if (members.node().has("gate") && effect.filter(Effect::gates).isEmpty()) {
            members.complain("gate", "belongs to confirm and approve only");
        }
        Which which = Naming.which(members);
        if (effect.filter(Effect::gates).isPresent() && which.kinds().contains("completion")) {
            members.complain(
                    "which",
                    "names completions, for which nobody can wait: allow or deny them, and hold"
                            + " the prompt or resource template that they complete");
        }
        return new Rule(
                id,
                members.number("priority", 0, Limits.POLICY_PRIORITY, 0),
                Naming.who(members),
                which,
                when(members),
                effect.orElse(Effect.DENY),
                members.text("reason", Limits.POLICY_TEXT_CHARACTERS),
                members.text("consequences", Limits.POLICY_TEXT_CHARACTERS),
                GateReading.of(members));
    }

    private Optional<String> when(Members members) {
        String source = members.text("when", Limits.CONDITION_CHARACTERS);
        if (source.isBlank()) {
            return Optional.empty();
        }
        if (compiles && Conditions.compile(source) instanceof Conditions.Compiled.Wrong bad) {
            bad.flaws().forEach(flaw -> members.complain("when", flaw.told()));
        }
        return Optional.of(source);
    }

    private static Allowance limit(Members members, String id) {
        Optional<Span> span = Span.of(members.text("per", 16));
        if (span.isEmpty()) {
            members.complain("per", "must be minute, hour or day");
        }
        if (!members.node().has("calls")) {
            members.complain("calls", "says how many calls may be made");
        }
        return new Allowance(
                id,
                Naming.who(members),
                Naming.which(members),
                members.set(
                        "each",
                        Dimension.values().length,
                        Dimension::of,
                        "person, agent, client, key, upstream or tool"),
                members.number("calls", 0, Limits.ALLOWANCE_CALLS, 0),
                span.orElse(Span.DAY));
    }
}
