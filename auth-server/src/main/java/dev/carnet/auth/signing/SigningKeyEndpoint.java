package dev.carnet.auth.signing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/signing-keys`. Signing keys belong to the whole installation, so only owners of its
/// first workspace rotate them.
@Bounded
@Path(Routes.BASE + "/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
public class SigningKeyEndpoint {

    private final SigningKeyStore store = new SigningKeyStore();
    private final Deeds deeds;
    private final SigningKeys keys;
    private final Clock clock;

    SigningKeyEndpoint(Deeds deeds, SigningKeys keys, Clock clock) {
        this.deeds = deeds;
        this.keys = keys;
        this.clock = clock;
    }

    /// The key that takes over.
    ///
    /// @param signsFrom until then it is only published
    public record Rotation(
            String kid, String algorithm, @JsonProperty("signs_from") Instant signsFrom) {}

    /// Makes a signing key that takes over after the lead time.
    @POST
    @Path("/rotate")
    @APIResponseSchema(Rotation.class)
    public Uni<Response> rotate(@Context RoutingContext routing) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, List.of(), transaction -> rotate(transaction, call));
    }

    private Uni<Deed> rotate(SqlConnection transaction, ApiCall call) {
        return store.isFirst(transaction, call.workspace())
                .invoke(first -> demandFirst(first))
                .chain(() -> keys.rotate(transaction))
                .map(rotated -> rotated.orElseThrow(SigningKeyEndpoint::underWay))
                .map(rotated -> deed(call, rotated));
    }

    private Deed deed(ApiCall call, SigningKeys.Rotated rotated) {
        SigningKeyState key = rotated.key();
        return new Deed(
                Answer.ok(new Rotation(key.kid(), key.algorithm(), key.signsFrom())),
                call.event("signing_key.rotate", clock.instant()).with("id", key.kid()),
                rotated.changes(),
                Change.EVERYWHERE);
    }

    private static void demandFirst(boolean first) {
        if (!first) {
            throw Refused.role("Only owners of the installation's first workspace do this.");
        }
    }

    private static Refused underWay() {
        return new Refused(Refusal.ALREADY_EXISTS, "Another key is about to take over already.");
    }
}
