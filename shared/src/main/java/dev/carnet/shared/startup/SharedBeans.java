package dev.carnet.shared.startup;

import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Disclosures;
import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.change.Replica;
import dev.carnet.shared.change.ReplicaStore;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.picture.Companion;
import dev.carnet.shared.picture.PictureFollower;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.signal.SecurityEvents;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.workspace.Ids;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What both services are built of, made once.
@Singleton
public final class SharedBeans {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    PgConnectOptions database(ServiceConfig config) {
        return PgConnectOptions.fromUri(config.serviceDatabaseUrl())
                .setUser(config.serviceDatabaseUser())
                .setPassword(config.serviceDatabasePassword());
    }

    @Produces
    @Singleton
    Replica replica(
            ServiceConfig config,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        return new Replica(config.replicaId().orElseGet(() -> Ids.fresh("rep")), service);
    }

    @Produces
    @Singleton
    KeyMac keyMac(ServiceConfig config) {
        return KeysetSource.read(
                "CARNET_KEY_MAC_KEYSET",
                config.keyMacKeyset(),
                config.keyMacKeysetFile(),
                Keysets::keyMac);
    }

    @Produces
    @Singleton
    AuditKeyset auditKeyset(ServiceConfig config) {
        return new AuditKeyset(
                KeysetSource.read(
                        "CARNET_AUDIT_KEYSET",
                        config.auditKeyset(),
                        config.auditKeysetFile(),
                        Keysets::sealer));
    }

    @Produces
    @Singleton
    GateSeal gateSeal(AuditKeyset keyset) {
        return new GateSeal(keyset.sealer());
    }

    @Produces
    @Singleton
    Disclosures disclosures(AuditKeyset keyset, Pool pool) {
        return new Disclosures(keyset.sealer().aead(), pool);
    }

    @Produces
    @Singleton
    AuditLogs auditLogs(ServiceConfig config, Clock clock) {
        return new AuditLogs(URI.create(config.issuer()).getAuthority(), clock);
    }

    @Produces
    @Singleton
    GroupCommitLog auditLog(
            Vertx vertx,
            PgConnectOptions database,
            AuditLogs logs,
            Clock clock,
            AuditKeyset keyset,
            Replica replica) {
        return new GroupCommitLog(
                vertx, database, logs, clock, keyset.sealer().aead(), replica.id());
    }

    @Produces
    @Singleton
    AuditOutbox outbox(GroupCommitLog log) {
        return log.outbox();
    }

    @Produces
    @Singleton
    SecurityEvents securityEvents(Pool pool, AuditOutbox outbox, GroupCommitLog log) {
        return new SecurityEvents(pool, outbox, log);
    }

    @Produces
    @Singleton
    RefusalCounts refusals(GroupCommitLog log, Clock clock, Replica replica) {
        return new RefusalCounts(log, clock, replica.id());
    }

    @Produces
    @Singleton
    PictureHolder pictures() {
        return new PictureHolder(System::nanoTime);
    }

    @Produces
    @Singleton
    PictureFollower follower(
            Vertx vertx,
            PgConnectOptions database,
            PictureHolder pictures,
            Replica replica,
            Clock clock,
            @Any Instance<Companion> companions) {
        return new PictureFollower(
                vertx,
                database,
                pictures,
                replica,
                clock,
                System::nanoTime,
                companions.stream().toList());
    }

    @Produces
    @Singleton
    TokenCheck tokens(ServiceConfig config, Clock clock) {
        return new TokenCheck(config.issuer(), clock);
    }

    @Produces
    @Singleton
    CallerCheck callers(PictureHolder pictures, TokenCheck tokens, KeyMac keyMac, Clock clock) {
        return new CallerCheck(pictures, tokens, keyMac, clock);
    }

    @Produces
    @Singleton
    Nonces nonces(
            KeyMac keyMac,
            @ConfigProperty(name = "quarkus.application.name") String service,
            Clock clock) {
        return new Nonces(keyMac, service, clock);
    }

    @Produces
    @Singleton
    ChangeStore changes() {
        return new ChangeStore();
    }

    @Produces
    @Singleton
    AppliedEverywhere applied(Vertx vertx, Pool pool) {
        return new AppliedEverywhere(vertx, pool, new ReplicaStore(), System::nanoTime);
    }
}
