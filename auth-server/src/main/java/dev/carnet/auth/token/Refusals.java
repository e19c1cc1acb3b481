package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Records what an authenticated client was refused. A public client is nobody in particular, so
/// its refusals do not fill the log; nor does being told a nonce, which is only the way to ask.
@Singleton
public final class Refusals {

    private final AuditLog log;
    private final Clock clock;

    Refusals(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Fails with the refusal, once it is recorded if it has to be.
    public <T> Uni<T> record(Client client, Refusal refusal, Visitor visitor) {
        if (!client.isConfidential() || refusal.isRecorded() || isOnlyTheWay(refusal)) {
            return Uni.createFrom().failure(refusal);
        }
        Event event =
                Event.of(client.workspace().orElse(Event.SYSTEM), "call.refused", clock.instant())
                        .with("sub", client.id())
                        .with("cl", client.id())
                        .with("why", refusal.reason())
                        .with("out", "denied");
        return log.append(visitor.in(event))
                .chain(() -> Uni.createFrom().failure(refusal.asRecorded()));
    }

    /// Being told a nonce is how one asks with a nonce.
    private static boolean isOnlyTheWay(Refusal refusal) {
        return refusal.code() == ErrorCode.USE_DPOP_NONCE;
    }
}
