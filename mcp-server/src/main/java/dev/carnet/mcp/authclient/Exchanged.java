package dev.carnet.mcp.authclient;

/// What an exchange came to.
sealed interface Exchanged {

    /// A token for auth-server's REST API.
    ///
    /// @param seconds how long it lives
    record Token(String text, long seconds) implements Exchanged {
        @Override
        public String toString() {
            return "Token[" + seconds + " s]";
        }
    }

    /// No token; the answer says why.
    record None(Answer answer) implements Exchanged {}
}
