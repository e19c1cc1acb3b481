package dev.carnet.shared.fetch;

import java.time.Duration;
import java.util.regex.Pattern;

/// What a fetch is for, which decides how much of an answer is read and how long it counts.
public enum Wanted {
    /// A client ID metadata document: 5 KB, and by its own rules `application/json` or a type made
    /// of it (draft-ietf-oauth-client-id-metadata-document-02 §5).
    CLIENT_DOCUMENT(FetchLimits.DOCUMENT_BYTES, FetchLimits.FRESH_MOST, true),
    /// A JSON Web Key Set; those come under several types.
    KEY_SET(FetchLimits.JSON_BYTES, FetchLimits.KEYS_FRESH_MOST, false),
    /// The metadata of an issuer, or an answer of one of its endpoints.
    ISSUER_DOCUMENT(FetchLimits.JSON_BYTES, FetchLimits.KEYS_FRESH_MOST, true),
    /// What somebody answers with whatever status and type: a refusal says something, too.
    SPOKEN(FetchLimits.JSON_BYTES, FetchLimits.KEYS_FRESH_MOST, false),
    /// That something we sent arrived: any status of success, and a body that hardly matters.
    RECEIPT(FetchLimits.RECEIPT_BYTES, FetchLimits.FRESH_LEAST, false);

    private static final int OK = 200;
    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.-]+\\+)?json");

    private final int bytes;
    private final Duration freshMost;
    private final boolean typed;

    Wanted(int bytes, Duration freshMost, boolean typed) {
        this.bytes = bytes;
        this.freshMost = freshMost;
        this.typed = typed;
    }

    /// The longest answer.
    int bytes() {
        return bytes;
    }

    /// How long an answer counts at most.
    Duration freshMost() {
        return freshMost;
    }

    /// Whether an answer of that status will do.
    boolean takes(int status) {
        return switch (this) {
            case SPOKEN -> true;
            case RECEIPT -> status >= OK && status < 300;
            case CLIENT_DOCUMENT, KEY_SET, ISSUER_DOCUMENT -> status == OK;
        };
    }

    /// Whether an answer of that media type will do.
    boolean takes(String mediaType) {
        return !typed || JSON.matcher(mediaType).matches();
    }
}
