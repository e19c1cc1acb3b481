package dev.carnet.shared.desk;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import java.util.List;

/// What a request did inside its transaction: the answer, the event that must follow it into the
/// audit log, and the changes every replica has to learn.
///
/// @param place the workspace the changes are of, or `Change.EVERYWHERE`
public record Deed(Answer answer, Event event, List<ChangeBody> changes, String place) {

    /// A deed whose changes are of the workspace whose log the event goes to.
    public Deed(Answer answer, Event event, List<ChangeBody> changes) {
        this(answer, event, changes, event.workspace());
    }
}
