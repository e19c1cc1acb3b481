package dev.carnet.mcp.upstream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who listens to what an upstream says about itself.
final class Notices {

    private final List<Consumer<Notice>> ears = new CopyOnWriteArrayList<>();

    void add(Consumer<Notice> ear) {
        ears.add(ear);
    }

    void remove(Consumer<Notice> ear) {
        ears.remove(ear);
    }

    /// Anything that is no notice goes unheard.
    void hear(Incoming.Notification told) {
        notice(told).ifPresent(notice -> ears.forEach(ear -> ear.accept(notice)));
    }

    private static Optional<Notice> notice(Incoming.Notification told) {
        return switch (told.method()) {
            case "notifications/tools/list_changed" -> Optional.of(new Notice.ToolsChanged());
            case "notifications/prompts/list_changed" -> Optional.of(new Notice.PromptsChanged());
            case "notifications/resources/list_changed" ->
                    Optional.of(new Notice.ResourcesChanged());
            case "notifications/resources/updated" ->
                    Optional.of(new Notice.ResourceUpdated(told.params().path("uri").asText()));
            default -> Optional.empty();
        };
    }
}
