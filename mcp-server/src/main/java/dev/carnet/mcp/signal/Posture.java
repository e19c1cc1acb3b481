package dev.carnet.mcp.signal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// How well a workspace keeps house, by what Carnet knows of it: 100 without what each [Flaw] takes
/// away.
///
/// @param score 0 to 100
/// @param lowered what takes points away, the most first
public record Posture(int score, List<Lowered> lowered) {

    private static final int FULL = 100;

    /// What takes points away.
    ///
    /// @param what its name
    /// @param count of them; a thousand at most are counted
    /// @param points that they take away together
    /// @param advice what to do about it
    public record Lowered(String what, long count, int points, String advice) {}

    static Posture of(Map<Flaw, Long> counts) {
        List<Lowered> lowered =
                counts.entrySet().stream()
                        .filter(one -> one.getValue() > 0)
                        .map(one -> lowered(one.getKey(), one.getValue()))
                        .sorted(
                                Comparator.comparingInt(Lowered::points)
                                        .reversed()
                                        .thenComparing(Lowered::what))
                        .toList();
        return new Posture(FULL - lowered.stream().mapToInt(Lowered::points).sum(), lowered);
    }

    private static Lowered lowered(Flaw flaw, long count) {
        return new Lowered(flaw.wire(), count, flaw.points(count), flaw.advice());
    }
}
