package dev.carnet.shared.change;

/// An agent as every replica knows it.
///
/// @param owner the person it answers to, whose role bounds it
public record AgentState(String agentId, String owner, String name, Status status) {

    /// Whether its passports count.
    public enum Status {
        ACTIVE,
        SUSPENDED,
        DELETED
    }
}
