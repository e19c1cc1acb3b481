package dev.carnet.mcp.upstream;

import java.time.Duration;

/// The limits of this side of the gateway, beside those of one destination ({@link Bounds}).
final class UpstreamLimits {

    /// How long one address of a name may take to accept a connection.
    static final Duration CONNECT_TIME = Duration.ofSeconds(3);

    /// How long a TLS handshake may take.
    static final Duration HANDSHAKE_TIME = Duration.ofSeconds(5);

    /// How long a whole answer (no stream) may take to arrive once it began.
    static final Duration DRIP_TIME = Duration.ofSeconds(30);

    /// How long finding out the era and agreeing on a revision may take, for each question.
    static final Duration GREETING_TIME = Duration.ofSeconds(10);

    /// How long the other side may take to accept a message that has no answer.
    static final Duration TELLING_TIME = Duration.ofSeconds(5);

    /// How long a kept connection waits to be used again. Servers commonly close theirs after 5 s.
    static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

    /// All header lines of an answer, in bytes.
    static final int HEADER_BYTES = 16_384;

    /// The body of an answer that is an error, in bytes.
    static final int ERROR_BYTES = 65_536;

    /// A stream may carry so many times the longest message.
    static final int STREAM_MESSAGES = 8;

    /// Requests that wait for a connection, for each principal at one upstream.
    static final int WAITING = 64;

    /// Sessions (one upstream, one principal, one set of capabilities) that one replica keeps.
    static final int SESSIONS = 2_000;

    /// A session nobody uses is ended.
    static final Duration SESSION_IDLE = Duration.ofMinutes(5);

    /// Sessions of one principal at one upstream of an earlier era, when several uses that may be
    /// asked something run at once. More of them share the last one, and their questions are
    /// refused.
    static final int LANES = 8;

    /// All but the first of these are ended when nobody used them for a while.
    static final Duration LANE_IDLE = Duration.ofSeconds(30);

    /// How long what was given up may still be worked on, so that a question could be its.
    static final Duration STRAY_TIME = Duration.ofSeconds(30);

    /// How often sessions are looked at.
    static final Duration SWEEP = Duration.ofSeconds(15);

    /// How long ending a session may take.
    static final Duration CLOSE_TIME = Duration.ofSeconds(2);

    /// Times a stream that broke off is taken up again, within one use.
    static final int RESUMPTIONS = 10;

    /// How soon a stream is opened again, when the server does not say; then ever later. How soon a
    /// word to another replica is said again.
    static final Duration RETRY_FIRST = Duration.ofSeconds(1);

    /// How late at most.
    static final Duration RETRY_MOST = Duration.ofSeconds(60);

    /// Pages of one list.
    static final int PAGES = 50;

    /// How long one page of a list may take.
    static final Duration PAGE_TIME = Duration.ofSeconds(30);

    /// How long all pages of all lists may take.
    static final Duration LISTING_TIME = Duration.ofMinutes(2);

    /// All lists together, in characters.
    static final int LISTED_CHARACTERS = 16 << 20;

    /// Entries of one list.
    static final int ENTRIES = 2_000;

    /// Uses that wait for their client's answers at one replica, in all and for each principal.
    static final int PARKED = 1_000;

    /// The same for one principal at one upstream.
    static final int PARKED_EACH = 16;

    /// How long a use waits for its client's answers.
    static final Duration PARKED_TIME = Duration.ofMinutes(10);

    /// How often a replica looks whether what waits there was answered elsewhere, or what was
    /// answered here came to something elsewhere. Nobody looks while nothing waits.
    static final Duration REPLICA_POLL = Duration.ofMillis(250);

    /// How soon the replica where a use waits takes an answer that came elsewhere, if it lives.
    static final Duration TAKING_TIME = Duration.ofSeconds(5);

    /// Questions one use may have open.
    static final int QUESTIONS = 16;

    /// Faults in a row after which an upstream is left alone.
    static final int FAULTS = 5;

    /// How long it is left alone the first time; then ever longer.
    static final Duration ALONE_FIRST = Duration.ofSeconds(5);

    /// How long at most.
    static final Duration ALONE_MOST = Duration.ofMinutes(2);

    /// How long the others wait for the one use that tries whether it is well again. A use may take
    /// minutes; after this another one tries, too.
    static final Duration TRYING = Duration.ofSeconds(10);

    /// Upstreams whose state is remembered.
    static final int REMEMBERED = 10_000;

    /// A session id, in characters.
    static final int SESSION_ID_CHARACTERS = 1_024;

    /// An event id, in characters.
    static final int EVENT_ID_CHARACTERS = 1_024;

    /// How deep JSON may nest.
    static final int JSON_DEPTH = 100;

    private UpstreamLimits() {}
}
