package dev.carnet.auth.revocation;

import java.util.Locale;
import java.util.Optional;

/// What can be taken away.
public enum RevocationType {
    /// A passport by its jti, or a passport session with everything in it.
    PASSPORT,
    /// One token by its jti.
    TOKEN,
    /// A grant with its refresh tokens and tokens.
    GRANT,
    /// A client's grants in this workspace, and the client itself if it belongs to the workspace.
    CLIENT,
    /// An agent: suspended, with its passports.
    AGENT,
    /// Every passport an agent has now; it may have new ones.
    AGENT_PASSPORTS,
    /// An API key.
    KEY,
    /// A person's grants, personal keys and the passports of their agents; they stay a member.
    MEMBER,
    /// A person's connection to an upstream server: the next call needs another. Passports of their
    /// agents that name the server end with it.
    CONNECTION,
    /// An upstream server, as far as people depend on it: every connection to it, and every
    /// passport that names it. The server itself stays.
    SERVER,
    /// Everything that was given out in a workspace: grants, keys, passports, tokens, connections.
    /// Its members, agents, clients and rules stay.
    WORKSPACE,
    /// Everything that rests on a trusted issuer's word.
    ISSUER,
    /// Everything that was exchanged by a rule as it was.
    RULE;

    /// The name on the wire, in the feed and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type that its row and the feed have: every token of the agent whose issuer had not seen
    /// it is dead, whether or not the agent is suspended, too.
    String kept() {
        return this == AGENT_PASSPORTS ? AGENT.wire() : wire();
    }

    /// Whether passports end with it one by one, because they do not say that they hang on it; of a
    /// member, those they issued on a page for agents of others.
    boolean revokesPassports() {
        return switch (this) {
            case TOKEN, GRANT, CLIENT, KEY, ISSUER, CONNECTION, SERVER, MEMBER -> true;
            case PASSPORT, AGENT, AGENT_PASSPORTS, WORKSPACE, RULE -> false;
        };
    }

    /// The type of that wire name.
    public static Optional<RevocationType> of(String wire) {
        for (RevocationType type : values()) {
            if (type.wire().equals(wire)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
