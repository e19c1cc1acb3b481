package dev.carnet.shared.signal;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Mandate.Mode;
import java.util.Optional;

/// Whom something was noticed about, and what of theirs could be taken away.
///
/// @param mode how closely the agent is watched, if it is one
/// @param target what a revocation would name
public record Suspect(
        String workspace,
        Optional<String> person,
        Optional<String> agent,
        Optional<String> passport,
        Optional<String> client,
        Optional<String> key,
        Mode mode,
        Optional<Target> target) {

    /// What can be revoked, by the type's and its own name.
    public record Target(String type, String id) {}

    /// Nobody in particular.
    public static Suspect nobody(String workspace) {
        return new Suspect(
                workspace,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Mode.STANDARD,
                Optional.empty());
    }

    /// A key of that person.
    public static Suspect key(String workspace, String key, Optional<String> person) {
        return new Suspect(
                workspace,
                person,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(key),
                Mode.STANDARD,
                Optional.of(new Target("key", key)));
    }

    /// A passport of an agent.
    public static Suspect passport(
            String workspace, String agent, String owner, String passport, Mode mode) {
        return new Suspect(
                workspace,
                Optional.of(owner),
                Optional.of(agent),
                Optional.of(passport),
                Optional.empty(),
                Optional.empty(),
                mode,
                Optional.of(new Target("passport", passport)));
    }

    /// A grant of a person to a client.
    public static Suspect grant(String workspace, String person, String client, String grant) {
        return new Suspect(
                workspace,
                Optional.of(person),
                Optional.empty(),
                Optional.empty(),
                Optional.of(client),
                Optional.empty(),
                Mode.STANDARD,
                Optional.of(new Target("grant", grant)));
    }

    /// Whoever makes a request.
    public static Suspect of(Caller caller) {
        String workspace = caller.workspace();
        return switch (caller.credential()) {
            case Credential.Passport one ->
                    passport(workspace, one.agent(), one.owner(), one.jti(), one.mandate().mode());
            case Credential.Key one -> key(workspace, one.id(), Optional.of(one.person()));
            case Credential.AccessToken one ->
                    one.grant()
                            .map(grant -> grant(workspace, caller.subject(), one.client(), grant))
                            .orElseGet(() -> token(caller, one));
            case Credential.Page one ->
                    new Suspect(
                            workspace,
                            Optional.of(one.person()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Mode.STANDARD,
                            Optional.empty());
        };
    }

    private static Suspect token(Caller caller, Credential.AccessToken token) {
        return new Suspect(
                caller.workspace(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(token.client()),
                Optional.empty(),
                Mode.STANDARD,
                Optional.of(new Target("token", token.jti())));
    }
}
