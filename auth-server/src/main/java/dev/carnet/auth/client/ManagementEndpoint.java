package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.GuessLimit;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;

/// `/register/{id}` (RFC 7592): a client that registered itself reads, replaces and deletes its
/// registration, with the token it got then. Whatever is wrong with client or token is the same
/// 401, so that nobody learns which clients there are.
@Path("/register/{id}")
public class ManagementEndpoint {

    private static final String CHALLENGE = "Bearer realm=\"carnet\"";

    private final Registrations registrations;
    private final Journeys journeys;
    private final Visitors visitors;
    private final GuessLimit guesses;
    private final RateLimit limit = new RateLimit(Limits.REGISTRATIONS_PER_MINUTE);

    ManagementEndpoint(
            Registrations registrations, Journeys journeys, Visitors visitors, GuessLimit guesses) {
        this.guesses = guesses;
        this.registrations = registrations;
        this.journeys = journeys;
        this.visitors = visitors;
    }

    /// The registration as it is. A secret is stored as a MAC only, so it is in no later answer.
    @GET
    public Uni<Response> read(@Context HttpServerRequest request, @PathParam("id") String id) {
        return answer(
                request,
                id,
                _ ->
                        registrations
                                .read(id, token(request))
                                .map(managed -> Answers.unstored(200, managed)));
    }

    /// Replaces the registration.
    @PUT
    public Uni<Response> replace(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return answer(
                request,
                id,
                visitor ->
                        registrations
                                .replace(id, token(request), () -> json(request, body), visitor)
                                .map(managed -> Answers.unstored(200, managed)));
    }

    /// Ends the client with everything it holds in any workspace. Whoever registers next is another
    /// client.
    @DELETE
    public Uni<Response> delete(@Context HttpServerRequest request, @PathParam("id") String id) {
        return answer(
                request,
                id,
                visitor ->
                        registrations
                                .delete(id, token(request), visitor)
                                .map(_ -> Answers.unstored(Response.noContent()).build()));
    }

    private interface Step {
        Uni<Response> take(Visitor visitor);
    }

    private Uni<Response> answer(HttpServerRequest request, String id, Step step) {
        Visitor visitor = visitors.of(request);
        Supplier<Uni<Response>> journey =
                () -> {
                    demandPatience(visitor);
                    var guess = guesses.take(visitor.address(), "registration " + id);
                    return step.take(visitor)
                            .invoke(guess::giveBack)
                            .onFailure(fault -> !isWrong(fault))
                            .invoke(guess::giveBack);
                };
        return journeys.run(
                request, journey, refusal -> Uni.createFrom().item(refused(request, refusal)));
    }

    private static boolean isWrong(Throwable fault) {
        return fault instanceof Refusal refusal && refusal.code() == ErrorCode.INVALID_TOKEN;
    }

    private void demandPatience(Visitor visitor) {
        if (!limit.admits(visitor.address())) {
            throw Refusal.because(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests from this address; try again in a minute.",
                    "registration_limit");
        }
    }

    /// RFC 6750 §3: a challenge without an error when nothing was presented.
    private static Response refused(HttpServerRequest request, Refusal refusal) {
        if (refusal.code() != ErrorCode.INVALID_TOKEN) {
            return Answers.refused(request, refusal);
        }
        String error = token(request).isEmpty() ? "" : ", error=\"invalid_token\"";
        return Answers.refused(401, refusal, HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + error);
    }

    private static Optional<String> token(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(header -> header.substring(7).strip())
                .filter(token -> !token.isEmpty() && token.length() <= Limits.OPAQUE_CHARACTERS);
    }

    private static JsonNode json(HttpServerRequest request, byte[] body) {
        return Optional.of(Form.mediaType(request))
                .filter("application/json"::equals)
                .flatMap(_ -> StrictJson.object(body))
                .orElseThrow(() ->
                        ManagedUpdate.refused(
                                "The body must be one application/json object of moderate size."));
    }
}
