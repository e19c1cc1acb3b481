package dev.carnet.mcp.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A limit that a use counts against, for one of those who stand behind it.
///
/// @param question about whom it counts
record Due(Allowance limit, Question question) {

    private record Once(String limit, Optional<Counted> whose) {}

    /// Those of all who stand behind a use, as the policy has them. What counts the same for
    /// several of them counts once.
    static List<Due> of(Policy policy, String workspace, List<Question> questions) {
        var once = new LinkedHashMap<Once, Due>();
        for (Allowance limit : policy.limits()) {
            questions.stream()
                    .filter(limit::counts)
                    .map(question -> new Due(limit, question))
                    .forEach(due -> once.putIfAbsent(due.once(workspace), due));
        }
        return List.copyOf(once.values());
    }

    private Once once(String workspace) {
        return new Once(limit.id(), Counted.of(workspace, limit, question));
    }
}
