package dev.carnet.shared.caller;

import java.util.Optional;

/// What the credentials of a request amount to.
public sealed interface Identification {

    /// A caller whose credential is valid and not revoked, by a picture that is fresh.
    record Known(Caller caller) implements Identification {}

    /// A caller of that kind, provided that the request proves possession of the key its token is
    /// bound to (RFC 9449 §7.1).
    ///
    /// @param token what the proof has to be for
    /// @param key the thumbprint of the key
    record Bound(Caller caller, String token, String key) implements Identification {
        @Override
        public String toString() {
            return "Bound[" + caller + "]";
        }
    }

    /// No credential at all: 401 with a bare challenge (RFC 6750 §3.1).
    record Missing() implements Identification {}

    /// 401 `invalid_token`.
    ///
    /// @param publicText for the caller
    /// @param reason for the audit log
    /// @param whose whom it was given to, where we gave it and it ended or lacks its proof
    record Refused(String publicText, String reason, Kind kind, Optional<Caller> whose)
            implements Identification {

        /// One of which nobody knows whose it is.
        public Refused(String publicText, String reason, Kind kind) {
            this(publicText, reason, kind, Optional.empty());
        }

        /// The same, of that caller.
        Refused of(Caller caller) {
            return new Refused(publicText, reason, kind, Optional.of(caller));
        }

        /// What is wrong with it, in the large.
        public enum Kind {
            /// A key that never was.
            UNKNOWN_KEY,
            /// A token that nobody here signed.
            UNKNOWN_TOKEN,
            /// It was or is good, but not now or not here.
            ENDED_OR_ELSEWHERE
        }
    }

    /// 400 `invalid_request`: for example two different credentials in one request.
    record Malformed(String publicText) implements Identification {}

    /// 503: the picture is too old to decide by.
    record Unavailable() implements Identification {}
}
