package dev.carnet.auth.connect;

/// A connection that is being made at an authorization server.
///
/// @param verifier of PKCE (RFC 7636)
record Begun(String workspace, String server, String person, String verifier, Course course) {

    @Override
    public String toString() {
        return "Begun[" + server + "]";
    }
}
