package dev.carnet.shared.picture;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.VerificationKey;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// Everything a replica decides by, as it was at one feed number. Immutable: a decision that holds
/// one cannot see half of a change.
public record Picture(
        long seq,
        PMap<String, WorkspaceChanged> workspaces,
        PMap<Name, Role> roles,
        PMap<String, PlacedKey> keys,
        PMap<Name, AgentState> agents,
        PMap<String, SigningKey> signingKeys,
        Revocations revocations) {

    /// Nothing at all, as it is before the first snapshot.
    public static final Picture EMPTY =
            new Picture(
                    0,
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    Revocations.NONE);

    /// A key and the workspace it belongs to: keys are found by id alone.
    public record PlacedKey(String workspace, KeyState state) {}

    /// The role of that person in that workspace, if the workspace is open and they are in it.
    public Optional<Role> role(String workspace, String person) {
        return open(workspace)
                ? Optional.ofNullable(roles.get(new Name(workspace, person)))
                : Optional.empty();
    }

    /// Whether the workspace exists and was not closed.
    public boolean open(String workspace) {
        return Optional.ofNullable(workspaces.get(workspace))
                .map(state -> !state.closed())
                .orElse(false);
    }

    /// The name of that workspace.
    public Optional<String> workspaceName(String workspace) {
        return Optional.ofNullable(workspaces.get(workspace)).map(WorkspaceChanged::name);
    }

    /// The key of that id, unless it was revoked. Whether it expired is for the caller to compare.
    public Optional<PlacedKey> key(String keyId) {
        return Optional.ofNullable(keys.get(keyId));
    }

    /// The agent of that id, unless it was deleted.
    public Optional<AgentState> agent(String workspace, String agent) {
        return Optional.ofNullable(agents.get(new Name(workspace, agent)));
    }

    /// The signing key of that id, retired or not.
    public Optional<SigningKey> signingKey(String kid) {
        return Optional.ofNullable(signingKeys.get(kid));
    }

    /// The key that verifies tokens of that id at that time.
    public Optional<VerificationKey> verificationKey(String kid, Instant now) {
        return signingKey(kid).filter(key -> key.verifiesAt(now)).map(SigningKey::verification);
    }

    /// What was said when that passport, or line of passports, was taken away, if it was.
    public Optional<String> saidOfPassport(String workspace, String line) {
        return revocations.reason(workspace, "passport", line);
    }

    /// Every signing key known, for the published key set.
    public Collection<SigningKey> everySigningKey() {
        return signingKeys.values();
    }

    /// Why a token with those claims is dead, if it is.
    public Optional<String> revocation(TokenClaims claims) {
        return revocation(Ties.of(claims));
    }

    /// Why a credential that hangs on these is dead, if it is.
    public Optional<String> revocation(Ties ties) {
        return objection(ties).map(Objection::code);
    }

    /// The same with what took it away.
    public Optional<Objection> objection(Ties ties) {
        return Objections.to(this, ties);
    }

    /// What was taken away in that workspace after that number, the oldest first.
    public List<PlacedRevocation> revokedAfter(String workspace, long seq) {
        return revocations.after(workspace, seq);
    }

    /// Tells apart pictures between which nothing was taken away: for those it is the same.
    public Object revoked() {
        return revocations;
    }

    /// Why something that began at that number ends because its person was disconnected from that
    /// server since, or everybody was.
    ///
    /// @param server its slug
    public Optional<Objection> disconnected(
            String workspace, Optional<String> person, String server, long began) {
        return revocations
                .upTo(workspace, "connection", "*/" + server, began)
                .or(() ->
                        person.flatMap(id ->
                                revocations.upTo(
                                        workspace, "connection", id + "/" + server, began)));
    }

    /// The picture after the next change.
    Picture after(Change change) {
        String workspace = change.workspace();
        Picture next = at(change.seq());
        return switch (change.body()) {
            case Revoked revoked -> next.withRevoked(workspace, revoked);
            case MemberChanged member -> next.withMember(workspace, member);
            case KeyChanged key -> next.withKey(workspace, key.key());
            case AgentChanged agent -> next.withAgent(workspace, agent.agent());
            case SigningKeyChanged key -> next.withSigningKey(SigningKey.of(key.key()));
            case WorkspaceChanged state -> next.withWorkspace(workspace, state);
            case GatewayChanged _ -> next;
        };
    }

    Picture at(long seq) {
        return new Picture(seq, workspaces, roles, keys, agents, signingKeys, revocations);
    }

    Picture withWorkspace(String workspace, WorkspaceChanged state) {
        return new Picture(
                seq,
                workspaces.plus(workspace, state),
                roles,
                keys,
                agents,
                signingKeys,
                revocations);
    }

    Picture withMember(String workspace, MemberChanged member) {
        var name = new Name(workspace, member.person());
        return new Picture(
                seq,
                workspaces,
                member.role().map(role -> roles.plus(name, role)).orElse(roles.minus(name)),
                keys,
                agents,
                signingKeys,
                revocations);
    }

    Picture withKey(String workspace, KeyState key) {
        return new Picture(
                seq,
                workspaces,
                roles,
                key.revoked()
                        ? keys.minus(key.keyId())
                        : keys.plus(key.keyId(), new PlacedKey(workspace, key)),
                agents,
                signingKeys,
                revocations);
    }

    Picture withAgent(String workspace, AgentState agent) {
        var name = new Name(workspace, agent.agentId());
        return new Picture(
                seq,
                workspaces,
                roles,
                keys,
                agent.status() == AgentState.Status.DELETED
                        ? agents.minus(name)
                        : agents.plus(name, agent),
                signingKeys,
                revocations);
    }

    Picture withSigningKey(SigningKey key) {
        return new Picture(
                seq,
                workspaces,
                roles,
                keys,
                agents,
                signingKeys.plus(key.state().kid(), key),
                revocations);
    }

    Picture withRevoked(String workspace, Revoked revoked) {
        return withRevocations(
                revocations.with(
                        new Revocations.Key(workspace, revoked.type(), revoked.id()),
                        new Revocation(seq, revoked.reason(), revoked.keepUntil())));
    }

    Picture withRevocations(Revocations rows) {
        return new Picture(seq, workspaces, roles, keys, agents, signingKeys, rows);
    }
}
