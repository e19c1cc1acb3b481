package dev.carnet.shared.connection;

/// Whose connection to what: a letter that was sealed for one opens for no other.
public record ConnectionPlace(String workspace, String connection, String person, String server) {

    /// What the letter is tied to.
    public String text() {
        return "connection/" + workspace + "/" + connection + "/" + person + "/" + server;
    }
}
