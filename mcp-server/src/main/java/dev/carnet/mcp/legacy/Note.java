package dev.carnet.mcp.legacy;

/// One note about a session, for whichever replica needs it.
///
/// @param key what it is about: a question's id, a request's id, a URI; empty for the session
///   itself
record Note(String workspace, String session, Kind kind, String key, String body) {

    /// What a note is about.
    enum Kind {
        /// The client answered a question.
        ANSWER,
        /// The client cancelled a call.
        CANCEL,
        /// The client ended the session.
        END,
        /// The client set its log level.
        LEVEL,
        /// The client watches a resource.
        WATCH;

        /// The name in the database.
        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Note of(Session session, Kind kind, String key, String body) {
        return new Note(session.workspace(), session.id(), kind, key, body);
    }

    /// The same without its body: what somebody waits for.
    Note address() {
        return new Note(workspace, session, kind, key, "");
    }
}
