package dev.carnet.bench;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.carnet.bench.load.Work;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.workspace.Ids;
import io.vertx.core.Future;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;

/// The writer of the services, in this process, appending to a log of the bench's own.
final class AppendLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Clock clock;
    private final String workspace;
    private final GroupCommitLog log;

    private AppendLoad(Clock clock, String workspace, GroupCommitLog log) {
        this.clock = clock;
        this.workspace = workspace;
        this.log = log;
    }

    /// Opens a log for a workspace that exists nowhere else, and the writer.
    static AppendLoad open(io.vertx.core.Vertx vertx, String database, Clock clock) {
        PgConnectOptions where = PgConnectOptions.fromUri(database);
        AuditLogs logs = new AuditLogs("bench", clock);
        String workspace = "ws_bench" + Ids.characters(8);
        Vertx mutiny = Vertx.newInstance(vertx);
        var pool =
                PgBuilder.pool()
                        .using(mutiny)
                        .connectingTo(where)
                        .with(new PoolOptions().setMaxSize(1))
                        .build();
        pool.withTransaction(transaction -> logs.create(transaction, workspace))
                .onTermination()
                .call(pool::close)
                .await()
                .atMost(PATIENCE);
        var log = new GroupCommitLog(mutiny, where, logs, clock, disclosures(), "bench");
        log.start().await().atMost(PATIENCE);
        return new AppendLoad(clock, workspace, log);
    }

    /// One entry of the size of a tool call's, with its arguments as a disclosure.
    Work append() {
        return caller ->
                Future.fromCompletionStage(
                        log.append(event()).map(receipt -> true).subscribeAsCompletionStage());
    }

    private Event event() {
        return Event.of(workspace, "call.refused", clock.instant())
                .with("sub", "prs_bench")
                .with("cl", "cli_bench")
                .with("tool", "bench")
                .with("dec", "deny")
                .with("out", "denied")
                .with("why", "scope")
                .hide("args", "{\"text\":\"twenty-five characters...\"}");
    }

    private static Aead disclosures() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        log.close().await().atMost(PATIENCE);
    }
}
