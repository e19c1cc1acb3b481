package dev.carnet.auth.agent;

import dev.carnet.auth.rest.Limits;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// An agent that proved who it is by something else than a passport. For the one request that the
/// proof is for it is a caller like one with a passport: it ends with the agent and with its owner.
///
/// @param scopes the most that it gets by this
/// @param session the trusted issuer that vouched for it; a fresh id otherwise
/// @param seq how far the feed had been seen before anything was looked up
public record Proven(
        String workspace, String agent, String owner, Set<Scope> scopes, String session, long seq) {

    /// Nobody, where the owner is no member any more.
    public Optional<Caller> caller(Picture picture, Instant now) {
        return picture.role(workspace, owner).map(role -> caller(role, now));
    }

    private Caller caller(Role role, Instant now) {
        return new Caller(
                workspace,
                agent,
                Role.ADMINS.contains(role) ? Role.OPERATOR : role,
                scopes,
                new Credential.Passport(
                        Ids.fresh("ast"),
                        agent,
                        owner,
                        session,
                        "",
                        seq,
                        now.plus(Limits.ENROLMENT_CHALLENGE)),
                Optional.empty());
    }
}
