package dev.carnet.mcp.tool;

/// The credential as the caller sent it. It goes to auth-server and nowhere else: to its exchange,
/// and where an agent reports with it. It never enters a log: its text form hides it.
///
/// @param key whether it is an API key; otherwise it is a JWT
/// @param proven whether it is a token whose key was proven
public record Presented(String secret, boolean key, boolean proven) {

    /// A credential that whoever has it may use.
    public Presented(String secret, boolean key) {
        this(secret, key, false);
    }

    @Override
    public String toString() {
        return key ? "Presented[key]" : "Presented[token]";
    }
}
