package dev.carnet.mcp.legacy;

import dev.carnet.mcp.tool.LogLevel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What was noted about a session since it began.
///
/// @param level from which on the client wants log messages
/// @param watched URIs of the resources it watches
record SessionState(boolean ended, LogLevel level, Set<String> watched) {

    static SessionState of(List<Note> notes) {
        return new SessionState(
                notes.stream().anyMatch(note -> note.kind() == Note.Kind.END),
                notes.stream()
                        .filter(note -> note.kind() == Note.Kind.LEVEL)
                        .map(note -> LogLevel.of(note.body()))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(LogLevel.INFO),
                notes.stream()
                        .filter(note -> note.kind() == Note.Kind.WATCH)
                        .map(Note::key)
                        .collect(Collectors.toSet()));
    }
}
