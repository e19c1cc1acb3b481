package dev.carnet.shared.fetch;

import java.time.Duration;

/// The limits of fetching, all of them.
final class FetchLimits {

    /// From looking the name up to the last byte of the answer.
    static final Duration TIME = Duration.ofSeconds(5);

    /// How long one address of a name may take to accept a connection, so that another gets its
    /// turn.
    static final Duration CONNECT_TIME = Duration.ofSeconds(2);

    /// A URL, in characters.
    static final int URL_CHARACTERS = 2_000;

    /// All header lines of an answer, in bytes.
    static final int HEADER_BYTES = 8_192;

    /// A client ID metadata document, in bytes (draft-ietf-oauth-client-id-metadata-document-02
    /// §8.7).
    static final int DOCUMENT_BYTES = 5 * 1024;

    /// A key set or an issuer's metadata, in bytes.
    static final int JSON_BYTES = 64 * 1024;

    /// What is read of the answer to something we sent, in bytes.
    static final int RECEIPT_BYTES = 4 * 1024;

    /// Addresses of one name that are tried.
    static final int ADDRESSES = 3;

    /// Fetches under way at one replica.
    static final int AT_ONCE = 64;

    /// Fetches that one address may cause, a minute and at once, unless an operator says otherwise.
    static final int PER_MINUTE = 60;

    /// Answers that are kept, good ones and failures each.
    static final int KEPT = 10_000;

    /// An answer is kept at least so long, whatever its headers say.
    static final Duration FRESH_LEAST = Duration.ofMinutes(5);

    /// A client's document is kept at most so long.
    static final Duration FRESH_MOST = Duration.ofHours(24);

    /// Keys are kept at most so long, because keys are also taken back.
    static final Duration KEYS_FRESH_MOST = Duration.ofHours(1);

    /// How long what failed is not asked again.
    static final Duration PAUSE = Duration.ofSeconds(60);

    /// How soon a fresh answer may be asked for again because it lacks something.
    static final Duration AGAIN = Duration.ofSeconds(30);

    /// Names that are looked up at the same time: some name servers take their time.
    static final int RESOLVER_THREADS = 16;

    /// Names that wait to be looked up.
    static final int RESOLVER_QUEUE = 64;

    private FetchLimits() {}
}
