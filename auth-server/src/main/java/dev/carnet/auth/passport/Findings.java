package dev.carnet.auth.passport;

import static java.util.stream.Collectors.toSet;

import dev.carnet.auth.passport.ReportStore.Escalation;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Compares what an agent said it would do and says it did with what the gateway saw. What an agent
/// says about itself proves nothing; what was seen does.
record Findings(List<Finding> all) {

    /// The mildest first.
    private static final List<String> STEPS = List.of("none", "notify", "revoke", "block");

    /// @param toolsets that the agent declared or says it used, with the servers each has now: what
    ///   somebody puts into a toolset, agents that were given it may use
    static Findings of(
            Mandate mandate, Report report, Seen seen, Map<String, List<String>> toolsets) {
        var found = new ArrayList<Finding>();
        String wrong = mandate.mode() == Mode.ENFORCED ? "critical" : "warning";
        Set<String> declared = opened(mandate.intentServices(), toolsets).collect(toSet());
        Set<String> reported = opened(report.servicesUsed(), toolsets).collect(toSet());
        seen.calls()
                .forEach((service, calls) -> {
                    boolean own = service.equals(Service.CARNET);
                    if (!own && !declared.contains(service)) {
                        found.add(finding("undeclared_service", wrong, service, calls));
                    }
                    if (!own && !reported.contains(service)) {
                        found.add(finding("unreported_service", "warning", service, calls));
                    }
                });
        if (seen.refused() > 0) {
            found.add(finding("outside_passport", wrong, "refused", seen.refused()));
        }
        if (seen.total() > report.actionsCount()) {
            found.add(finding("uncounted_calls", "warning", "seen", seen.total()));
        }
        if (report.actionsCount() > seen.total()) {
            found.add(finding("unseen_calls", "info", "seen", seen.total()));
        }
        report.servicesUsed().stream()
                .distinct()
                .filter(service ->
                        opened(List.of(service), toolsets).noneMatch(seen.calls()::containsKey))
                .forEach(service -> found.add(finding("unseen_service", "info", service, 0)));
        found.addAll(delegations(Set.copyOf(report.delegatedTo().orElse(List.of())), seen));
        return new Findings(List.copyOf(found));
    }

    /// The same slugs and those of the servers of toolsets among them.
    private static Stream<String> opened(List<String> slugs, Map<String, List<String>> toolsets) {
        return Stream.concat(
                slugs.stream(),
                slugs.stream().flatMap(slug -> toolsets.getOrDefault(slug, List.of()).stream()));
    }

    private static List<Finding> delegations(Set<String> reported, Seen seen) {
        return Stream.concat(
                        seen.delegated().stream()
                                .filter(agent -> !reported.contains(agent))
                                .map(agent ->
                                        new Finding("unreported_delegation", "warning", agent)),
                        reported.stream()
                                .filter(agent -> !seen.delegated().contains(agent))
                                .map(agent -> new Finding("unseen_delegation", "info", agent)))
                .sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::detail))
                .toList();
    }

    private static Finding finding(String kind, String severity, String what, int calls) {
        return new Finding(kind, severity, what + ": " + calls + " calls");
    }

    /// What becomes of the agent: the strictest word about any of it.
    String step(Escalation steps) {
        var said = new ArrayList<String>(List.of("none"));
        if (has("info")) {
            said.add(steps.onInfo());
        }
        if (has("warning")) {
            said.add(steps.onWarning());
        }
        if (has("critical")) {
            said.add(steps.onCritical());
        }
        return Collections.max(said, Comparator.comparingInt(STEPS::indexOf));
    }

    /// What the report came to by that.
    static String outcome(String step) {
        return switch (step) {
            case "block" -> "blocked";
            case "none" -> "clean";
            default -> "flagged";
        };
    }

    /// Whether the agent loses all it has by that, and not only what it reported with.
    static boolean endsAll(String step) {
        return step.equals("revoke") || step.equals("block");
    }

    private boolean has(String severity) {
        return all.stream().anyMatch(one -> one.severity().equals(severity));
    }
}
