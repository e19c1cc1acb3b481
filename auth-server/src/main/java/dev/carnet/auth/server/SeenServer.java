package dev.carnet.auth.server;

import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.server.ServerDeeds.Named;
import dev.carnet.shared.server.SwitchStore.Seen;
import java.time.Instant;
import java.util.Optional;

/// A server as its row has it.
///
/// @param kind of its authentication
/// @param state `pending`, `rejected`, `approved` or `disabled`
/// @param managedBy the template that owns it
record SeenServer(
        String workspace,
        String id,
        String slug,
        String name,
        String kind,
        Shape shape,
        Optional<Approval> approval,
        Optional<Key> key,
        Optional<Health> health,
        String state,
        Optional<String> managedBy,
        Tools tools,
        Instant createdAt,
        int version) {

    /// Where it is and what proves us there, as an approval is about it.
    ///
    /// @param authentication all of it, as JSON
    record Shape(String transport, String address, String authentication, boolean privateAllowed) {}

    /// What was approved, which may be another by now.
    ///
    /// @param shape all of it, as JSON
    record Approval(String by, Instant at, String shape) {}

    /// That it has a key; of which nothing else is known here than how it ends.
    record Key(String lastFour, Instant at) {}

    /// How it was when it was last looked at.
    record Health(String status, String detail, Instant at, Optional<Instant> seenAt) {}

    /// How many of its tools are offered, and how many wait for somebody to look.
    record Tools(int approved, int waiting, int changed) {}

    /// A test.
    record Test(
            String outcome,
            String detail,
            String by,
            int tookMs,
            Optional<Integer> tools,
            Instant at) {}

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    Seen seen() {
        return new Seen(workspace, id, version);
    }

    Named named() {
        return new Named(id, kind, name, shape.address());
    }
}
