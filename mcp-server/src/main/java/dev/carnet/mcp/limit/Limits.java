package dev.carnet.mcp.limit;

import java.time.Duration;

/// Every limit of mcp-server. Units are in the names or types.
public final class Limits {

    /// A request's body. Arguments larger than this belong into a resource, not into a call.
    public static final int BODY_BYTES = 1 << 20;

    /// How deep JSON may nest.
    public static final int JSON_DEPTH = 64;

    /// The longest number, in characters, and the largest power of ten it may stand for.
    public static final int NUMBER_CHARACTERS = 400;

    /// The longest member name.
    public static final int NAME_CHARACTERS = 1_000;

    /// The longest request id a client may choose.
    public static final int ID_CHARACTERS = 256;

    /// The longest value of a header that is compared with the body.
    public static final int HEADER_CHARACTERS = 8_192;

    /// Messages in one batch (2025-03-26 only).
    public static final int BATCH_MESSAGES = 32;

    /// How long a body may take to arrive.
    public static final Duration BODY_TIME = Duration.ofSeconds(10);

    /// How long a call may run, questions to the client included.
    public static final Duration CALL_TIME = Duration.ofMinutes(10);

    /// How often a client may be asked again within one call of an earlier revision.
    public static final int ROUNDS = 10;

    /// How long a sealed `requestState` may be used.
    public static final Duration STATE_TIME = Duration.ofMinutes(15);

    /// How long a session of an earlier revision lives.
    public static final Duration SESSION_TIME = Duration.ofDays(7);

    /// The longest sealed value a client may send back.
    public static final int SEALED_CHARACTERS = 16_384;

    /// Bytes waiting for a reader: beyond it what may be dropped is dropped.
    public static final int STREAM_QUEUE_BYTES = 256 * 1024;

    /// Bytes waiting for a reader: beyond it not even what must arrive is kept, and the stream
    /// ends.
    public static final int STREAM_RESERVE_BYTES = 1 << 20;

    /// How long a reader may leave a full queue untouched before its stream is closed.
    public static final Duration SLOW_READER_TIME = Duration.ofSeconds(20);

    /// A comment keeps a silent stream alive.
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /// Streams one principal may hold open at one replica.
    public static final int STREAMS_PER_PRINCIPAL = 64;

    /// Calls and streams one replica has live.
    public static final int LIVE = 10_000;

    /// Calls one principal may have running at one replica.
    public static final int CALLS_PER_PRINCIPAL = 256;

    /// Entries of one page of a list.
    public static final int PAGE_ENTRIES = 100;

    /// Resources one stream may watch.
    public static final int WATCHED_RESOURCES = 100;

    /// Streams of one principal for which one upstream is asked for updates, at each replica.
    public static final int WATCHES_PER_SERVER = 8;

    /// How often it is looked whether who watches may still, and with what.
    public static final Duration WATCH_RENEWED = Duration.ofSeconds(60);

    /// How often it is looked what a client of an earlier revision watches by now.
    public static final Duration WATCH_LOOK = Duration.ofSeconds(3);

    /// Values of one completion (the specification's own limit).
    public static final int COMPLETIONS = 100;

    /// How often a replica looks for answers that arrived elsewhere, while it waits for some.
    public static final Duration HANDOVER_POLL = Duration.ofMillis(100);

    /// How long a replica may take what it knows of a session for true.
    public static final Duration SESSION_FRESH = Duration.ofSeconds(1);

    /// Sessions a replica remembers.
    public static final int SESSIONS_KNOWN = 10_000;

    /// What a client is told to wait before it tries again, in seconds.
    public static final int RETRY_AFTER_SECONDS = 1;

    /// Exchanged tokens in hand.
    public static final int EXCHANGED_TOKENS = 1_000;

    /// From sending a request to auth-server to the last byte of its answer.
    public static final Duration AUTH_SERVER_TIME = Duration.ofSeconds(5);

    /// Checks of whole audit logs that run at a time in one process; one for each workspace.
    public static final int AUDIT_CHECKS = 4;

    /// The longest name, URI or URI template an upstream may give something; what an index takes.
    public static final int UPSTREAM_NAME_CHARACTERS = 500;

    /// The largest definition of one thing of an upstream; a larger one is not offered.
    public static final int DEFINITION_BYTES = 128 * 1024;

    /// Things of one upstream that are taken note of.
    public static final int DEFINITIONS_PER_SERVER = 2_000;

    /// Things of other upstreams that names are compared with.
    public static final int NEIGHBOURS = 2_000;

    /// Toolsets of a workspace.
    public static final int TOOLSETS = 200;

    /// How often the registry is gone through for upstreams that are to be looked at.
    public static final Duration LOOKOUT_TICK = Duration.ofSeconds(2);

    /// How long an upstream is left alone when it says nothing.
    public static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /// How long it is left alone in any case, however often it says that it changed.
    public static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

    /// Upstreams that are told apart in what `/q/metrics` counts.
    public static final int COUNTED_UPSTREAMS = 200;

    /// Upstreams one replica listens to.
    public static final int WATCHED_SERVERS = 500;

    /// Warnings about one definition that are kept.
    public static final int SUSPICIONS = 50;

    /// Rules of one policy.
    public static final int POLICY_RULES = 500;

    /// Limits, and filters, of one policy.
    public static final int POLICY_LIMITS = 50;

    /// The highest priority a rule may have.
    public static final int POLICY_PRIORITY = 1_000;

    /// Names in one list of a rule.
    public static final int POLICY_NAMES = 200;

    /// The longest name in a rule: of a tool, of a resource, of an intent.
    public static final int POLICY_NAME_CHARACTERS = 512;

    /// The longest reason of a rule, and the longest consequences.
    public static final int POLICY_TEXT_CHARACTERS = 1_000;

    /// The longest condition of a rule, how deep it may nest, how many rounds its loops may make
    /// together, how large a regular expression may become, and what one evaluation may cost (a
    /// step is one, a text its length).
    public static final int CONDITION_CHARACTERS = 2_000;

    public static final int CONDITION_DEPTH = 32;

    public static final int CONDITION_STEPS = 1_000;

    public static final int CONDITION_PATTERN = 200;

    /// A pattern in a schema, as it is written.
    public static final int PATTERN_CHARACTERS = 4_000;

    /// The same with its repetitions written out.
    public static final int PATTERN_STEPS = 10_000;

    /// Expressions of constraints that are kept compiled.
    public static final int EXPRESSIONS_KEPT = 1_000;

    /// Steps one match may take: what is longer matches nothing.
    public static final long MATCH_STEPS = 100_000_000;

    public static final int CONDITION_COST = 256 * 1024;

    /// Compiled conditions a replica keeps at hand, of all workspaces.
    public static final int CONDITIONS_AT_HAND = 10_000;

    /// The most a condition reads of arguments, in characters.
    public static final int CONDITION_ARGUMENTS = 64 * 1024;

    /// Different counts a replica keeps at a time.
    public static final int TALLIES = 50_000;

    /// Calls that wait to be counted against quotas, quotas that one transaction counts, and how
    /// long a call waits for that.
    public static final int QUOTA_CALLERS = 20_000;

    public static final int QUOTAS_AT_ONCE = 200;

    public static final Duration QUOTA_TIME = Duration.ofSeconds(5);

    /// How often counts are tidied, and how long quotas and uses are kept.
    public static final Duration COUNTS_TIDIED_EVERY = Duration.ofMinutes(10);

    public static final Duration QUOTAS_KEPT = Duration.ofDays(2);

    public static final Duration USES_KEPT = Duration.ofDays(400);

    /// How long one answer of a simulation may take to make, how many pages of the log it reads,
    /// and how many different changes it lists.
    public static final Duration SIMULATION_TIME = Duration.ofSeconds(5);

    public static final int SIMULATION_PAGES = 20;

    /// Entries whose hidden values one answer of a simulation opens.
    public static final int SIMULATION_OPENED = 1_000;

    public static final int SIMULATION_PAGE_ENTRIES = 500;

    public static final int SIMULATED_CHANGES = 200;

    /// The largest result a filter may allow, and the largest that is looked through.
    public static final int RESULT_CHARACTERS = 100_000_000;

    public static final int SCREENED_CHARACTERS = 512 * 1024;

    /// People who must agree to a gate at most, and the shortest and longest time they may have.
    public static final int GATE_QUORUM = 10;

    public static final int GATE_LEAST_SECONDS = 60;

    public static final int GATE_SECONDS = 7 * 24 * 3600;

    /// The most calls a limit may name.
    public static final int ALLOWANCE_CALLS = 1_000_000_000;

    // Calls that wait for a person.

    /// Calls of one principal that may wait at a time; people are not to be worn down.
    public static final int GATES_PER_PRINCIPAL = 50;

    /// How long the refusal of a call answers for the same call asked again.
    public static final Duration GATE_REFUSAL_HOLDS = Duration.ofMinutes(10);

    /// How long a call of an earlier revision stays on its stream for a decision: most clients give
    /// up after a minute.
    public static final Duration GATE_WAIT = Duration.ofSeconds(45);

    /// How often a call that waits looks for its decision.
    public static final Duration GATE_LOOK = Duration.ofMillis(500);

    /// A run that was not renewed for so long is given up for lost.
    public static final Duration GATE_LEASE = Duration.ofSeconds(30);

    /// How long arguments and result of a gate are kept after its end.
    public static final Duration GATE_CONTENTS_KEPT = Duration.ofDays(7);

    /// How long the rest of a gate is kept after its end; the audit log keeps the record for ever.
    public static final Duration GATE_KEPT = Duration.ofDays(90);

    /// How long edited arguments wait for their check; whoever sent them waits for less.
    public static final Duration GATE_EDIT_TIME = Duration.ofMinutes(1);

    /// Edited arguments that one look checks.
    public static final int GATE_EDITS = 20;

    /// What of a definition's description stands beside a call that waits.
    public static final int GATE_DESCRIPTION_CHARACTERS = 4_000;

    /// The longest result that is kept for who asks again.
    public static final int GATE_RESULT_CHARACTERS = 1 << 20;

    /// Texts for `/scans` that are looked through at a time, and those that may be under way of all
    /// and of one workspace.
    public static final int SCANS_AT_ONCE = 2;

    public static final int SCANS = 64;

    public static final int SCANS_OF_WORKSPACE = 8;

    /// What a client that polls a task is told to wait.
    public static final Duration TASK_POLL = Duration.ofSeconds(5);

    /// How long the answer to a poll waits for a run that it began.
    public static final Duration TASK_ANSWER = Duration.ofSeconds(2);

    private Limits() {}
}
