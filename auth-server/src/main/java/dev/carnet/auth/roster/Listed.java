package dev.carnet.auth.roster;

import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// An agent as its row has it.
///
/// @param alive how many passports of it count now
/// @param review the line of passports that somebody has to look at before it goes on
record Listed(
        String workspace,
        String id,
        String name,
        String description,
        String ownerId,
        String owner,
        String mode,
        boolean suspended,
        boolean blocked,
        int alive,
        Optional<String> review,
        Instant createdAt) {

    String state() {
        if (suspended) {
            return "suspended";
        }
        return blocked ? "blocked" : "active";
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
