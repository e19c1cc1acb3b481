package dev.carnet.auth.feed;

import dev.carnet.shared.picture.Picture;
import java.util.ArrayList;
import java.util.List;

/// How far one reader is.
///
/// @param seq everything up to it was said
/// @param seen the revocations that were looked through; while they are the same there is nothing
///   new
record Progress(String workspace, long seq, Object seen) {

    /// What is to be said, and where the reader is then.
    record Step(List<Message> messages, Progress after) {}

    static Progress from(String workspace, long seq) {
        return new Progress(workspace, seq, "");
    }

    Step at(Picture picture) {
        var messages = new ArrayList<Message>();
        long from = seq;
        if (seq > picture.seq()) {
            messages.add(new Message.Reset(0));
            from = 0;
        }
        if (from != seq || !seen.equals(picture.revoked())) {
            picture.revokedAfter(workspace, from).stream()
                    .map(Message.Revoked::of)
                    .forEach(messages::add);
        }
        messages.add(new Message.Position(picture.seq()));
        return new Step(
                List.copyOf(messages), new Progress(workspace, picture.seq(), picture.revoked()));
    }
}
