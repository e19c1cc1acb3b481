package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.ToolClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The rules of one version, in ranks of the same priority. The highest rank in which a rule fits
/// decides, and in it the strictest effect, so the order in the document means nothing. Where no
/// rule fits, an upstream's reading is allowed and everything else of an upstream denied; for what
/// Carnet itself offers, role and scope have decided already. Everything works alike for a list and
/// a call: without arguments a rule that reads them may fit or not, and the ruling denies only if
/// every call would be denied.
public final class Rules {

    /// No rules: the defaults decide.
    public static final Rules NONE = new Rules(List.of());

    private final List<Rule> all;
    private final List<List<Rule>> ranks;

    /// Those rules, in any order.
    public Rules(List<Rule> rules) {
        this.all = List.copyOf(rules);
        var byPriority = new TreeMap<Integer, List<Rule>>(Comparator.reverseOrder());
        rules.stream()
                .sorted(Comparator.comparing(Rule::id))
                .forEach(rule ->
                        byPriority
                                .computeIfAbsent(rule.priority(), one -> new ArrayList<>())
                                .add(rule));
        this.ranks = List.copyOf(byPriority.values());
    }

    /// The rules, as they stand in the document.
    public List<Rule> all() {
        return all;
    }

    /// The one decision.
    public Ruling judge(Question question) {
        return judge(question, one -> {});
    }

    /// The same decision; the listener hears of every rule that was looked at.
    public Ruling judge(Question question, Consumer<Considered> listener) {
        var needs = new TreeSet<String>();
        for (List<Rule> rank : ranks) {
            var standing = new Standing(needs);
            for (Rule rule : rank) {
                Match match = rule.match(question);
                listener.accept(new Considered(rule, match));
                standing.hear(rule, match);
            }
            Optional<Ruling> ruling = standing.ruling();
            if (ruling.isPresent()) {
                return ruling.get();
            }
        }
        return byDefault(question.what(), needs);
    }

    private static Ruling byDefault(Target what, Set<String> needs) {
        boolean mild = what.upstream().isEmpty() || what.tier() == ToolClass.READ;
        Effect effect = mild ? Effect.ALLOW : Effect.DENY;
        return new Ruling(
                effect,
                Optional.empty(),
                "default",
                effect == Effect.DENY ? List.of() : List.copyOf(needs));
    }
}
