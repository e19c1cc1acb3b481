package dev.carnet.mcp.notice;

import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.signal.Detector;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What rules may be about. A kind that nothing is ever called would be a rule that says nothing.
final class Kinds {

    /// Gates, by their states.
    static final Set<String> GATES =
            Arrays.stream(GateState.values())
                    .map(state -> "gate." + state.wire())
                    .collect(Collectors.toCollection(TreeSet::new));

    /// A server was turned down.
    static final String REJECTED = "server.rejected";

    /// Servers behind the gateway: well again, or not any more, or turned down.
    static final Set<String> SERVERS = Set.of("server.ok", "server.failing", REJECTED);

    /// Everything: what detectors notice, gates by their states, all gates, and servers.
    static final Set<String> ALL =
            Stream.of(Arrays.stream(Detector.values()).map(Detector::wire), GATES.stream())
                    .reduce(
                            Stream.concat(Stream.of("gate.*", "server.*"), SERVERS.stream()),
                            Stream::concat)
                    .collect(Collectors.toUnmodifiableSet());

    private Kinds() {}
}
