package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.mcp.vault.Sealed;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A server as its row holds it.
///
/// @param tools none where they were not asked for
/// @param approvedShape what was approved, if anything ever was
record ServerRow(
        String workspace,
        String id,
        String slug,
        String name,
        Shape shape,
        ServerBounds bounds,
        boolean enabled,
        Optional<Shape> approvedShape,
        Optional<Server.ApprovalView> approval,
        Optional<Server.RejectionView> rejection,
        Optional<String> managedBy,
        Optional<Kept> secret,
        Optional<Server.HealthView> health,
        Server.ToolsView tools,
        String createdBy,
        Instant createdAt,
        int version) {

    /// A secret as it is kept.
    record Kept(Sealed sealed, String lastFour, Instant at) {}

    State state() {
        if (!enabled) {
            return State.DISABLED;
        }
        if (approvedShape.filter(shape::equals).isPresent()) {
            return State.APPROVED;
        }
        return rejection.isPresent() ? State.REJECTED : State.PENDING;
    }

    Server view() {
        return new Server(
                workspace,
                id,
                slug,
                name,
                shape.transport(),
                shape.address(),
                shape.authentication(),
                shape.privateAllowed(),
                bounds,
                ServerBounds.of(destination().bounds()),
                state().wire(),
                managedBy,
                new Server.SecretView(
                        secret.isPresent(),
                        secret.map(Kept::lastFour).filter(four -> !four.isEmpty()),
                        secret.map(Kept::at)),
                health,
                tools,
                approval,
                rejection.filter(_ -> state() == State.REJECTED),
                createdBy,
                createdAt,
                version,
                Optional.empty());
    }

    ServerState live() {
        return new ServerState(
                workspace,
                id,
                slug,
                name,
                destination(),
                shape.authentication(),
                state(),
                secret.map(Kept::sealed),
                managedBy);
    }

    Destination destination() {
        var transport = Transport.valueOf(shape.transport().toUpperCase(Locale.ROOT));
        return new Destination(
                workspace,
                id,
                transport,
                shape.address(),
                bounds.bounds(transport),
                shape.privateAllowed());
    }

    ServerRow with(String otherName, Shape otherShape, ServerBounds otherBounds) {
        return new ServerRow(
                workspace,
                id,
                slug,
                otherName,
                otherShape,
                otherBounds,
                enabled,
                approvedShape,
                approval,
                rejection,
                managedBy,
                secret,
                health,
                tools,
                createdBy,
                createdAt,
                version);
    }

    ServerRow withSlug(String other) {
        return new ServerRow(
                workspace,
                id,
                other,
                name,
                shape,
                bounds,
                enabled,
                approvedShape,
                approval,
                rejection,
                managedBy,
                secret,
                health,
                tools,
                createdBy,
                createdAt,
                version);
    }

    ServerRow withSecret(Kept kept) {
        return new ServerRow(
                workspace,
                id,
                slug,
                name,
                shape,
                bounds,
                enabled,
                approvedShape,
                approval,
                rejection,
                managedBy,
                Optional.of(kept),
                health,
                tools,
                createdBy,
                createdAt,
                version);
    }
}
