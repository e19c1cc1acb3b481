package dev.carnet.mcp.watch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How far an agent has drifted from what it declared and did at first. Every call has a novelty of
///
/// ```
/// novelty = 0.8 × place + 0.2 × shape
/// ```
///
/// in two dimensions. *Place*: 0 for a tool that the passport used before; 0.1 for another tool of
/// a service that the agent declared; 0.25 for another tool of a service that it did not declare
/// but used before; 1 for a service that it neither declared nor used. *Shape*, the larger of two:
/// the share of members of the arguments that were not there at this tool before; and the volume, 1
/// when the arguments are sixteen times the largest before, 0.5 when four times (`log2(ratio) /
/// 4`). An agent that declared no services has its first five calls to show them. The score of a
/// passport is the sum. Bounded: what does not fit any more is new each time.
final class Drift {

    /// Of a call at a place that was neither declared nor used: enough alone.
    static final double SINGLE = 0.80;

    private static final int FIRST_CALLS = 5;
    private static final double PLACE = 0.8;
    private static final double SHAPE = 0.2;
    private static final double DECLARED = 0.1;
    private static final double USED = 0.25;

    private final Set<String> services = new HashSet<>();
    private final Map<String, Shape> tools = new HashMap<>();
    private int calls;
    private double score;

    /// What arguments look like: the names of their members, and how long they are.
    record Shape(Set<String> members, int characters) {

        private Shape and(Shape other) {
            var all = new HashSet<>(members);
            other.members.stream().limit(WatchLimits.MEMBERS).forEach(all::add);
            return new Shape(
                    all.size() > WatchLimits.MEMBERS ? members : Set.copyOf(all),
                    Math.max(characters, other.characters));
        }

        /// How far the other is from this one.
        private double novelty(Shape other) {
            long fresh = other.members.stream().filter(one -> !members.contains(one)).count();
            double share = other.members.isEmpty() ? 0 : (double) fresh / other.members.size();
            double ratio = (double) other.characters / Math.max(characters, 16);
            double volume = Math.clamp(Math.log(Math.max(ratio, 1)) / Math.log(2) / 4, 0, 1);
            return Math.max(share, volume);
        }
    }

    /// One more call; answers its novelty.
    double add(Set<String> declared, String service, String tool, Shape shape) {
        calls++;
        String name = Brief.of(service + "\n" + tool);
        double novelty = PLACE * place(declared, service, name) + SHAPE * shapeNovelty(name, shape);
        if (declared.isEmpty() && calls <= FIRST_CALLS) {
            novelty = 0;
        }
        learn(service, name, shape);
        score += novelty;
        return novelty;
    }

    /// The sum.
    double score() {
        return score;
    }

    private double place(Set<String> declared, String service, String name) {
        if (tools.containsKey(name)) {
            return 0;
        }
        if (declared.contains(service)) {
            return DECLARED;
        }
        return services.contains(service) ? USED : 1;
    }

    private double shapeNovelty(String name, Shape shape) {
        var known = tools.get(name);
        return known == null ? 0 : known.novelty(shape);
    }

    private void learn(String service, String name, Shape shape) {
        if (services.size() < WatchLimits.NAMES) {
            services.add(service);
        }
        if (tools.containsKey(name) || tools.size() < WatchLimits.NAMES) {
            tools.merge(name, shape, Shape::and);
        }
    }
}
