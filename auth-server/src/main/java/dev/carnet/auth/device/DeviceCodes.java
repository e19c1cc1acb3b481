package dev.carnet.auth.device;

import dev.carnet.auth.authorize.Choice;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.device.DeviceStore.Decided;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.Grant;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/// The life of a device's request until it is decided: begun by the device, found by its user code,
/// decided by one person. Every step's event commits with it.
@Singleton
final class DeviceCodes {

    private static final String PREFIX = "carnet_dc_";

    private final DeviceStore store;
    private final Clients clients;
    private final ClientPolicies policies;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;
    private final String page;

    DeviceCodes(
            DeviceStore store,
            Clients clients,
            ClientPolicies policies,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.clients = clients;
        this.policies = policies;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
        this.page = config.issuer() + "/device";
    }

    private record Begun(UserCode userCode, Outboxed outboxed) {}

    /// Keeps the request and answers its two codes.
    Uni<DeviceAnswer> begin(DeviceRequest request, Visitor visitor) {
        String secret = OpaqueToken.fresh(PREFIX);
        return pool.withTransaction(transaction ->
                        admit(transaction, request.client())
                                .chain(() -> insert(transaction, secret, request, visitor)))
                .call(begun -> log.settle(begun.outboxed()))
                .map(begun -> answer(secret, begun.userCode()));
    }

    /// A workspace's own client is refused here already. For others nobody knows yet which
    /// workspace it will be; the page knows.
    private Uni<Void> admit(SqlConnection transaction, Client client) {
        return client.workspace()
                .map(workspace -> policies.demand(transaction, workspace, client, Asking.NEW))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Begun> insert(
            SqlConnection transaction, String secret, DeviceRequest request, Visitor visitor) {
        UserCode user = UserCode.fresh();
        return store.insert(transaction, OpaqueToken.hash(secret), user.hash(), request.code())
                .chain(won ->
                        won
                                ? outbox.put(transaction, begin(request.client(), visitor))
                                        .map(outboxed -> new Begun(user, outboxed))
                                : insert(transaction, secret, request, visitor));
    }

    private Event begin(Client client, Visitor visitor) {
        return visitor.in(
                Event.of(client.workspace().orElse(Event.SYSTEM), "device.begin", clock.instant())
                        .with("cl", client.id())
                        .with("out", "ok"));
    }

    private DeviceAnswer answer(String secret, UserCode user) {
        return new DeviceAnswer(
                secret,
                user.shown(),
                page,
                page + "?user_code=" + user.shown(),
                Limits.DEVICE_CODE_LIFE.toSeconds(),
                Limits.DEVICE_INTERVAL_SECONDS);
    }

    /// The request that waits under a user code, if there is one whose client still is.
    Uni<Optional<DeviceRequest>> waiting(UserCode user) {
        return store.waiting(pool, user.hash(), clock.instant())
                .chain(found ->
                        found.map(this::request)
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<DeviceRequest>> request(DeviceCode code) {
        return clients.find(code.clientId())
                .map(known -> known.map(client -> new DeviceRequest(client, code)));
    }

    /// Records that the person said no.
    Uni<Void> deny(UserCode user, Choice<DeviceRequest> choice, SignedIn person, Visitor visitor) {
        Event event =
                event("consent.deny", choice, person, visitor)
                        .with("scope", Scope.format(choice.request().scopes()))
                        .with("out", "denied");
        return decide(event, transaction -> store.deny(transaction, user.hash(), clock.instant()));
    }

    /// Whether the chosen workspace lets its people allow that client anything.
    Uni<Boolean> isAllowed(Choice<DeviceRequest> choice) {
        return policies.ruling(choice.here().workspace(), choice.request().client())
                .map(ruling -> ruling.stance().admits(Asking.NEW));
    }

    /// What the person allowed, as they were asked.
    ///
    /// @param label what the grant is to be called
    record Allowance(Choice<DeviceRequest> choice, Set<Scope> granted, String label) {}

    /// Records what the person allowed.
    Uni<Void> allow(UserCode user, Allowance allowance, SignedIn person, Visitor visitor) {
        Choice<DeviceRequest> choice = allowance.choice();
        var grant =
                new Grant(
                        choice.here().workspace(),
                        Ids.fresh("grt"),
                        person.person(),
                        choice.request().client().id(),
                        allowance.granted(),
                        choice.request().resource());
        Event event =
                event("consent.allow", choice, person, visitor)
                        .with("grant", grant.id())
                        .with("scope", Scope.format(grant.scopes()))
                        .with("out", "ok")
                        .hide("name", allowance.label());
        return policies.demand(grant.workspace(), choice.request().client(), Asking.NEW)
                .chain(() ->
                        decide(
                                event,
                                transaction ->
                                        store.allow(
                                                transaction,
                                                user.hash(),
                                                new Decided.Allowed(
                                                        grant,
                                                        allowance.label(),
                                                        person.provider()),
                                                choice.seq(),
                                                clock.instant())));
    }

    private interface Decision {
        Uni<Boolean> in(SqlConnection transaction);
    }

    private Uni<Void> decide(Event event, Decision decision) {
        return pool.withTransaction(transaction ->
                        decision.in(transaction)
                                .invoke(DeviceCodes::demandFirst)
                                .chain(() -> outbox.put(transaction, event)))
                .call(log::settle)
                .replaceWithVoid();
    }

    private static void demandFirst(boolean first) {
        if (!first) {
            throw Refusal.because(
                    ErrorCode.ACCESS_DENIED,
                    "This code was answered already, or has expired. Start again on the device.",
                    "device_code_decided");
        }
    }

    private Event event(
            String act, Choice<DeviceRequest> choice, SignedIn person, Visitor visitor) {
        return visitor.in(
                Event.of(choice.here().workspace(), act, clock.instant())
                        .with("sub", person.person())
                        .with("cl", choice.request().client().id())
                        .with("role", choice.here().role().wire())
                        .with("aud", choice.request().resource())
                        .with("kind", "device")
                        .hide("uri", "device " + choice.request().code().address()));
    }
}
