package dev.carnet.mcp.connection;

/// What a person holds for a server right now.
sealed interface Hold {

    /// A token or key that counts, and whose session it opens there.
    record Secret(String text, boolean key, String principal) implements Hold {

        @Override
        public String toString() {
            return "Secret[" + principal + "]";
        }
    }

    /// Nothing: the person connects first.
    record Nothing() implements Hold {}

    /// A key that the server could not be asked about, so that it proves nobody yet.
    record Untried() implements Hold {}

    /// The provider cannot be asked for a newer token right now.
    record Away() implements Hold {}
}
