package dev.carnet.shared.picture;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A picture painted by hand, change by change, in a holder with a clock of its own.
public final class HandPicture {

    private long nanos = 1_000_000_000_000L;
    private final PictureHolder holder = new PictureHolder(() -> nanos);

    public HandPicture() {
        holder.confirm(nanos);
    }

    public PictureHolder holder() {
        return holder;
    }

    public Picture now() {
        return holder.newest();
    }

    public HandPicture change(String workspace, ChangeBody body) {
        Picture before = holder.newest();
        holder.advance(
                before.after(new Change(before.seq() + 1, workspace, body)), Set.of(workspace));
        return this;
    }

    public HandPicture workspace(String workspace) {
        return change(workspace, new WorkspaceChanged(workspace, false));
    }

    public HandPicture member(String workspace, String person, Role role) {
        return change(workspace, new MemberChanged(person, Optional.of(role)));
    }

    public HandPicture agent(String workspace, String agent, String owner, AgentState.Status now) {
        return change(workspace, new AgentChanged(new AgentState(agent, owner, agent, now)));
    }

    public HandPicture revoke(String workspace, String type, String id) {
        return change(workspace, new Revoked(type, id, "test", Instant.now().plusSeconds(3600)));
    }

    /// Time passes without a poll.
    public void sleep(long millis) {
        nanos += millis * 1_000_000;
        holder.tick();
    }

    /// A poll that was sent that long ago succeeded.
    void confirmSentBefore(long millis) {
        holder.confirm(nanos - millis * 1_000_000);
    }
}
