package dev.carnet.auth.policy;

import dev.carnet.auth.policy.Rule.Kind;
import dev.carnet.auth.policy.Rule.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules of one workspace. The rule of the client itself decides; else its domains, of which a
/// longer one outweighs a shorter, and the strictest host decides; else the rule for all others.
///
/// A friendly rule of a domain needs *every* proven host in such a domain: whoever registers
/// `https://claude.ai/…` beside a redirect URI of their own is not thereby Claude.
record RuleBook(List<Rule> rules) {

    /// The stance towards that client; without any rule, as usual.
    Stance stance(Party party) {
        return rule(party).map(Rule::stance).orElse(Stance.SANCTIONED);
    }

    /// The rule that decides about that client, if one does.
    Optional<Rule> rule(Party party) {
        return find(new Target(Kind.CLIENT, party.clientId()))
                .or(() -> strictest(party))
                .or(() -> sanctioning(party))
                .or(() -> party.own() ? Optional.empty() : find(Target.DEFAULT));
    }

    /// The rule about exactly that.
    Optional<Rule> find(Target target) {
        return rules.stream().filter(rule -> rule.target().equals(target)).findFirst();
    }

    /// The same book with that rule in the place of an older one.
    RuleBook with(Rule rule) {
        return new RuleBook(
                Stream.concat(Stream.of(rule), without(rule).rules().stream()).toList());
    }

    /// The same book without the rule about the same.
    RuleBook without(Rule rule) {
        var others = new ArrayList<>(rules);
        others.removeIf(other -> other.target().equals(rule.target()));
        return new RuleBook(List.copyOf(others));
    }

    private Optional<Rule> strictest(Party party) {
        return party.hosts().stream()
                .flatMap(host -> longest(host).stream())
                .filter(rule -> rule.stance() != Stance.SANCTIONED)
                .max(Comparator.comparing(Rule::stance));
    }

    private Optional<Rule> sanctioning(Party party) {
        List<Rule> found = party.proven().stream().flatMap(host -> longest(host).stream()).toList();
        return found.size() == party.proven().size()
                ? found.stream().findFirst()
                : Optional.empty();
    }

    /// Of the rules about domains of that host the one that knows it best.
    private Optional<Rule> longest(String host) {
        return rules.stream()
                .filter(rule -> rule.target().covers(host))
                .max(Comparator.comparingInt(rule -> rule.target().text().length()));
    }
}
