package dev.carnet.auth.revocation;

import dev.carnet.shared.audit.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The passports that end with something, breadth first: those that hang on it themselves, then
/// what was delegated from these, and so on. Each gets an entry of its own in the log.
///
/// @param lines each before what was delegated from it
public record Cascade(List<Line> lines) {

    /// Of what takes no passport with it.
    static final Cascade NONE = new Cascade(List.of());

    /// So many children are named in an answer, and have their entries before it; of a larger tree
    /// the others follow within seconds, each with its entry.
    static final int NAMED = 1_000;

    /// A passport and all it was renewed into.
    ///
    /// @param parent the line it was delegated from
    public record Line(String line, Optional<String> parent, String agent) {}

    /// Orders what ended. A parent that is not among them ended earlier, or goes on.
    static Cascade of(List<Line> ended) {
        Set<String> known = ended.stream().map(Line::line).collect(Collectors.toSet());
        Map<Boolean, List<Line>> hanging =
                ended.stream()
                        .collect(
                                Collectors.partitioningBy(
                                        line -> line.parent().filter(known::contains).isPresent()));
        Map<String, List<Line>> children =
                hanging.getOrDefault(true, List.of()).stream()
                        .collect(Collectors.groupingBy(line -> line.parent().orElseThrow()));
        return new Cascade(List.copyOf(walk(hanging.getOrDefault(false, List.of()), children)));
    }

    private static Set<Line> walk(List<Line> roots, Map<String, List<Line>> children) {
        Set<Line> seen = new LinkedHashSet<>(roots);
        List<Line> level = roots;
        while (!level.isEmpty()) {
            var below = new ArrayList<Line>();
            for (Line line : level) {
                children.getOrDefault(line.line(), List.of()).stream()
                        .filter(seen::add)
                        .forEach(below::add);
            }
            level = below;
        }
        return seen;
    }

    /// Those that no other of them takes along.
    List<String> roots() {
        Set<String> known = lines.stream().map(Line::line).collect(Collectors.toSet());
        return lines.stream()
                .filter(line -> line.parent().filter(known::contains).isEmpty())
                .map(Line::line)
                .toList();
    }

    /// All but the passport that was named itself.
    Cascade below(RevocationOrder order) {
        return order.type() == RevocationType.PASSPORT
                ? new Cascade(
                        lines.stream().filter(line -> !line.line().equals(order.id())).toList())
                : this;
    }

    /// An entry for each.
    ///
    /// @param cause the entry of the revocation itself
    List<Event> events(RevocationOrder order, Event cause) {
        return lines.stream()
                .map(line -> event(order.workspace(), line, cause.at()).with("cause", cause.eid()))
                .toList();
    }

    /// The entry of one that ended.
    static Event event(String workspace, Line line, Instant at) {
        return Event.of(workspace, "revocation.cascade", at)
                .with("type", RevocationType.PASSPORT.wire())
                .with("id", line.line())
                .with("parent", line.parent())
                .with("agent", line.agent())
                .with("out", "ok");
    }
}
