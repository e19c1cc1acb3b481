package dev.carnet.mcp.legacy;

import dev.carnet.mcp.call.Changes;
import dev.carnet.mcp.listen.Voice;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.TableChange;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/// How an earlier revision speaks on the stream of a GET: lists are told to everybody, resources to
/// who subscribed.
final class EarlierVoice implements Voice {

    private final Reply reply;
    private final Session session;
    private final Sessions sessions;

    EarlierVoice(Reply reply, Session session, Sessions sessions) {
        this.reply = reply;
        this.session = session;
        this.sessions = sessions;
    }

    @Override
    public Uni<Boolean> wants(TableChange change) {
        return change instanceof TableChange.ResourceUpdated updated
                ? sessions.state(session).map(state -> state.watched().contains(updated.uri()))
                : Uni.createFrom().item(true);
    }

    @Override
    public Uni<Set<String>> watched() {
        return sessions.state(session).map(SessionState::watched);
    }

    @Override
    public void tell(TableChange change) {
        reply.insist(Wire.notification(Changes.method(change), Changes.params(change)));
    }

    @Override
    public void close() {
        reply.finish(HttpAnswer.empty(202));
    }
}
