package dev.carnet.mcp.policy;

import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is said about a version when it becomes active.
public record NoteRequest(Optional<@Size(max = 500) String> note) {

    String text() {
        return note.orElse("");
    }
}
