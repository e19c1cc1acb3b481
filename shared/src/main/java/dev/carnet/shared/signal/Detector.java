package dev.carnet.shared.signal;

import static dev.carnet.shared.signal.Severity.CRITICAL;
import static dev.carnet.shared.signal.Severity.INFO;
import static dev.carnet.shared.signal.Severity.WARNING;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The catalogue: everything Carnet looks for by itself. What stands here is the default; a
/// workspace may set each otherwise, also for one agent.
public enum Detector {
    /// A call that the passport is not for, or lacks the scope for.
    CREDENTIAL_OUTSIDE_SCOPE(Group.SCOPE, Moment.CALL, CRITICAL, 1, "calls", 60),
    /// Calls drift away from what an agent declared and did at first (the formula is in `Drift`).
    SCOPE_DRIFT(Group.SCOPE, Moment.CALL, WARNING, 2.00, "score of the passport", 0),
    /// A passport used services that its agent had not declared, found out at checkout.
    UNDECLARED_SERVICE(Group.SCOPE, Moment.LATER, WARNING, 1, "services", 0),
    /// What an agent reported is at odds with what the gateway saw, and waits for somebody.
    REPORT_FLAGGED(Group.SCOPE, Moment.LATER, WARNING, 1, "findings", 0),
    /// Many uses of what proves Carnet at upstreams, in a short time.
    CREDENTIAL_BURST(Group.BEHAVIOUR, Moment.CALL, WARNING, 15, "calls", 30),
    /// Refused again and again.
    DENIED_STREAK(Group.BEHAVIOUR, Moment.CALL, WARNING, 10, "refusals", 60),
    /// Trying out names that are not there for the caller.
    TOOL_ENUMERATION(Group.BEHAVIOUR, Moment.CALL, WARNING, 10, "different names", 60),
    /// Call after call fails.
    FAILURE_STREAK(Group.BEHAVIOUR, Moment.CALL, INFO, 10, "failures", 300),
    /// No report when one was due.
    CHECKPOINT_SILENCE(Group.BEHAVIOUR, Moment.LATER, CRITICAL, 1, "intervals", 0),
    /// One credential in several networks at a time.
    IMPOSSIBLE_PARALLELISM(Group.NETWORK, Moment.CALL, CRITICAL, 3, "networks", 60),
    /// A network that this principal was never seen in.
    NEW_NETWORK(Group.NETWORK, Moment.LATER, INFO, 1, "networks", 0),
    /// A country that this principal was never seen in; needs a file that knows networks.
    NEW_COUNTRY(Group.NETWORK, Moment.LATER, WARNING, 1, "countries", 0),
    /// Arguments far larger than any before of the same principal and tool.
    ARGUMENT_ANOMALY(Group.CONTENT, Moment.CALL, INFO, 8, "times the largest before", 0),
    /// Something with the form of a secret on its way to an upstream.
    SECRET_IN_ARGUMENTS(Group.CONTENT, Moment.CALL, WARNING, 1, "secrets", 60),
    /// Something with the form of a secret in what an upstream answered.
    SECRET_IN_RESULT(Group.CONTENT, Moment.CALL, WARNING, 1, "secrets", 60),
    /// Orders to a model on their way to an upstream.
    INJECTION_IN_ARGUMENTS(Group.CONTENT, Moment.CALL, WARNING, 1, "orders", 60),
    /// Orders to a model in what an upstream answered.
    INJECTION_IN_RESULT(Group.CONTENT, Moment.CALL, WARNING, 1, "orders", 60),
    /// A refresh token that was spent long ago is used again.
    REFRESH_REPLAY(Group.CREDENTIAL, Moment.CALL, CRITICAL, 1, "replays", 0),
    /// A token that is bound to a key comes without proof of it.
    DPOP_MISMATCH(Group.CREDENTIAL, Moment.CALL, CRITICAL, 3, "requests", 60),
    /// A proof of a key comes again: a thief has it, or a client sends its own requests again.
    PROOF_REPLAY(Group.CREDENTIAL, Moment.CALL, WARNING, 10, "requests", 60),
    /// A passport is used after its own checkout.
    USE_AFTER_CHECKOUT(Group.CREDENTIAL, Moment.CALL, CRITICAL, 1, "requests", 0),
    /// Strangers register many clients.
    REGISTRATION_FLOOD(Group.CREDENTIAL, Moment.CALL, WARNING, 20, "registrations", 60),
    /// A key that nobody uses.
    KEY_UNUSED(Group.CREDENTIAL, Moment.LATER, INFO, 90, "days", 0),
    /// A key that was not rotated for long.
    KEY_OLD(Group.CREDENTIAL, Moment.LATER, INFO, 180, "days", 0),
    /// The log does not add up.
    AUDIT_GAP(Group.INTEGRITY, Moment.LATER, CRITICAL, 1, "findings", 0),
    /// More was noticed than could be written down.
    SIGNALS_LOST(Group.INTEGRITY, Moment.LATER, WARNING, 1, "signals", 60);

    private static final double ONE = 1;
    private static final double NAMES = 256;
    private static final double FINDINGS = 100;
    private static final double HIGHEST = 1_000;

    private final Group group;
    private final Moment moment;
    private final Severity severity;
    private final double threshold;
    private final String unit;
    private final Duration window;

    Detector(
            Group group,
            Moment moment,
            Severity severity,
            double threshold,
            String unit,
            int windowSeconds) {
        this.group = group;
        this.moment = moment;
        this.severity = severity;
        this.threshold = threshold;
        this.unit = unit;
        this.window = Duration.ofSeconds(windowSeconds);
    }

    /// What it is about.
    public enum Group {
        SCOPE,
        BEHAVIOUR,
        NETWORK,
        CONTENT,
        CREDENTIAL,
        INTEGRITY;

        /// The name on the wire.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// When it notices.
    enum Moment {
        CALL,
        LATER
    }

    /// The name on the wire.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The detector of that wire name.
    public static Optional<Detector> of(String wire) {
        for (Detector one : values()) {
            if (one.wire().equals(wire)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// What it is about.
    public Group group() {
        return group;
    }

    /// Whether it notices before the request is answered.
    public boolean realTime() {
        return moment == Moment.CALL;
    }

    /// How bad it is.
    public Severity severity() {
        return severity;
    }

    /// From how much on.
    public double threshold() {
        return threshold;
    }

    /// The highest threshold that makes sense: what happens once has no more than one, and what is
    /// counted in memory no more than is remembered of one principal.
    public double highest() {
        return switch (this) {
            case USE_AFTER_CHECKOUT, REFRESH_REPLAY, NEW_NETWORK, NEW_COUNTRY, AUDIT_GAP -> ONE;
            case TOOL_ENUMERATION, IMPOSSIBLE_PARALLELISM -> NAMES;
            case SECRET_IN_ARGUMENTS,
                    SECRET_IN_RESULT,
                    INJECTION_IN_ARGUMENTS,
                    INJECTION_IN_RESULT ->
                    FINDINGS;
            default -> HIGHEST;
        };
    }

    /// What the threshold counts.
    public String unit() {
        return unit;
    }

    /// Within which time; zero where time does not matter.
    public Duration window() {
        return window;
    }

    /// Whether it knows of one credential that could be taken away.
    public boolean mayRevoke() {
        return group != Group.INTEGRITY && this != REGISTRATION_FLOOD;
    }

    /// Whether it takes away by itself, in enforced mode, what it is severe enough for: what is
    /// critical, and drift. What anybody can bring about who writes a text or runs a server takes
    /// nothing away, however severe it is, unless a workspace says so (`revoke`).
    boolean revokesWhenEnforced(Severity now) {
        return !ofStrangers() && (now == CRITICAL || this == SCOPE_DRIFT);
    }

    /// Whether what becomes of an agent by severity is for its events to bring about. What a report
    /// found was acted on by the report itself.
    boolean escalates() {
        return mayRevoke() && this != UNDECLARED_SERVICE;
    }

    /// Whether anybody who writes a text or runs a server can bring it about.
    boolean ofStrangers() {
        return group == Group.CONTENT || this == FAILURE_STREAK;
    }
}
