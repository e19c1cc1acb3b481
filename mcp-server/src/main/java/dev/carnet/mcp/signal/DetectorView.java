package dev.carnet.mcp.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Settings;
import dev.carnet.shared.token.Mandate.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// A detector as it works.
///
/// @param realTime whether it notices before the request is answered
/// @param unit what the threshold counts
/// @param windowSeconds left out where time does not matter
/// @param revokes in which modes the credential is taken away when it fires
/// @param from where each value comes from: `default`, `workspace` or `agent`
/// @param configured whether it has everything it needs
public record DetectorView(
        String id,
        String group,
        @JsonProperty("real_time") boolean realTime,
        boolean enabled,
        String severity,
        double threshold,
        String unit,
        @JsonProperty("window_seconds") @JsonInclude(JsonInclude.Include.NON_ABSENT)
                Optional<Long> windowSeconds,
        @JsonProperty("may_revoke") boolean mayRevoke,
        List<String> revokes,
        Map<String, String> from,
        boolean configured) {

    /// All of them.
    ///
    /// @param agentId whom they work like that for; everybody who is not set otherwise when left
    ///   out
    public record All(
            List<DetectorView> items,
            @JsonProperty("agent_id") @JsonInclude(JsonInclude.Include.NON_ABSENT)
                    Optional<String> agentId) {}

    static DetectorView of(
            Detector detector, Settings settings, Optional<String> agent, boolean configured) {
        Effective effective = settings.effective(detector, agent);
        return new DetectorView(
                detector.wire(),
                detector.group().wire(),
                detector.realTime(),
                effective.enabled(),
                effective.severity().wire(),
                effective.threshold(),
                detector.unit(),
                Optional.of(effective.window().toSeconds()).filter(seconds -> seconds > 0),
                detector.mayRevoke(),
                Arrays.stream(Mode.values()).filter(effective::revokes).map(Mode::wire).toList(),
                from(detector, settings, agent),
                configured);
    }

    private static Map<String, String> from(
            Detector detector, Settings settings, Optional<String> agent) {
        Setting own = agent.map(one -> settings.agent(detector, one)).orElse(Setting.NONE);
        Setting common = settings.workspace(detector);
        var from = new TreeMap<String, String>();
        from.put("enabled", from(own, common, Setting::enabled));
        from.put("severity", from(own, common, Setting::severity));
        from.put("threshold", from(own, common, Setting::threshold));
        from.put("window_seconds", from(own, common, Setting::window));
        from.put("revoke", from(own, common, Setting::revoke));
        return from;
    }

    private static String from(Setting own, Setting common, Function<Setting, Optional<?>> part) {
        if (part.apply(own).isPresent()) {
            return "agent";
        }
        return part.apply(common).isPresent() ? "workspace" : "default";
    }
}
