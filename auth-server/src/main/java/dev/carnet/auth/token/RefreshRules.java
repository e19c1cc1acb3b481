package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies.Ruling;
import dev.carnet.auth.protocol.Refusal;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a presented refresh token is worth (RFC 6749 §6, RFC 9700 §4.14.2).
final class RefreshRules {

    /// What the look-up found out.
    sealed interface Judged {

        /// It is the newest of its family: rotate it.
        record Newest(Grant grant) implements Judged {}

        /// It was rotated a moment ago: another process of the same client, or a lost answer. The
        /// same successor again.
        record Repeated(Grant grant, Buffer sealedSuccessor) implements Judged {}

        /// It was rotated long ago: stolen, here or there. The family has to be revoked.
        record Replayed(Grant grant) implements Judged {}
    }

    private RefreshRules() {}

    /// Judges a refresh token that this client presents.
    ///
    /// @param ruling what the workspace says of the client; a replay is one whatever it says
    /// @param grace how long after its rotation the same successor is given again
    static Judged judge(
            Optional<RefreshStore.Found> row,
            Client client,
            Instant now,
            Ruling ruling,
            Duration grace) {
        RefreshStore.Found found = row.orElseThrow(() -> Refusal.invalidGrant("refresh_unknown"));
        Grant grant = found.grant();
        require(grant.clientId().equals(client.id()), "refresh_of_another_client");
        require(!found.grantRevoked(), "grant_revoked");
        if (found.rotated().isEmpty()) {
            ruling.demand(Asking.MORE);
            require(now.isBefore(found.expiresAt()), "refresh_expired");
            return new Judged.Newest(grant);
        }
        if (grace.isZero() || !now.isBefore(found.rotated().get().plus(grace))) {
            return new Judged.Replayed(grant);
        }
        ruling.demand(Asking.MORE);
        return new Judged.Repeated(grant, found.sealedSuccessor().orElseThrow());
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw Refusal.invalidGrant(reason);
        }
    }
}
