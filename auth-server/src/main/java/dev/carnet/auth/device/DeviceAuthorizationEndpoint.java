package dev.carnet.auth.device;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.proof.ClientProofs;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.Refusals;
import dev.carnet.shared.network.RateLimit;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Set;

/// `/device_authorization` (RFC 8628 §3.1): a device begins. Clients prove themselves as at the
/// token endpoint and must have been registered or created with this grant.
@Path("/device_authorization")
public class DeviceAuthorizationEndpoint {

    private static final int TOO_MANY = 429;

    private final RateLimit limit = new RateLimit(Limits.DEVICES_PER_MINUTE);
    private final Clients clients;
    private final ClientProofs proofs;
    private final DeviceCodes codes;
    private final Refusals refusals;
    private final Resources resources;
    private final Journeys journeys;
    private final Visitors visitors;
    private final Clock clock;

    DeviceAuthorizationEndpoint(
            Clients clients,
            ClientProofs proofs,
            DeviceCodes codes,
            Refusals refusals,
            Resources resources,
            Journeys journeys,
            Visitors visitors,
            Clock clock) {
        this.clients = clients;
        this.proofs = proofs;
        this.codes = codes;
        this.refusals = refusals;
        this.resources = resources;
        this.journeys = journeys;
        this.visitors = visitors;
        this.clock = clock;
    }

    /// Answers JSON whatever happens.
    @POST
    public Uni<Response> authorize(@Context HttpServerRequest request, byte[] body) {
        Visitor visitor = visitors.of(request);
        return limit.admits(visitor.address())
                ? journeys.json(request, () -> begin(request, Form.read(request, body), visitor))
                : Uni.createFrom().item(tooMany());
    }

    private Uni<Response> begin(HttpServerRequest request, Parameters form, Visitor visitor) {
        return clients.authenticate(request, form)
                .chain(client ->
                        proofs.forDevice(request, client, visitor)
                                .map(proven ->
                                        new DeviceRequest(client, code(client, form, proven)))
                                .chain(asked -> codes.begin(asked, visitor))
                                .onFailure(Refusal.class)
                                .recoverWithUni(
                                        refused -> refusals.record(client, refused, visitor)))
                .map(answer -> Answers.unstored(200, answer));
    }

    private DeviceCode code(Client client, Parameters form, Visitor visitor) {
        if (!client.grants().contains(GrantType.DEVICE_CODE)) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED_CLIENT, "This client may not use that grant.");
        }
        var now = clock.instant();
        return new DeviceCode(
                client.id(),
                scopes(client, form),
                resource(client, form),
                visitor.address(),
                visitor.userAgent(),
                visitor.key(),
                now,
                now.plus(Limits.DEVICE_CODE_LIFE));
    }

    private static Set<Scope> scopes(Client client, Parameters form) {
        Set<Scope> wanted = Scopes.asked(form).orElse(client.scopes());
        Set<Scope> open = Scopes.common(wanted, client.askable());
        if (open.isEmpty()) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "None of the scopes is open to this client.");
        }
        return open;
    }

    private String resource(Client client, Parameters form) {
        String resource = resources.named(form);
        if (client.standing() != Standing.STRANGER
                && !resources.reaches(client.resources(), resource)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not one of this client's.");
        }
        return resource;
    }

    private static Response tooMany() {
        return Answers.refused(
                TOO_MANY,
                Refusal.of(ErrorCode.TEMPORARILY_UNAVAILABLE, "Too many requests; slow down."),
                HttpHeaders.RETRY_AFTER,
                "60");
    }
}
