package dev.carnet.shared.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.desk.IdempotencyStore.Claim;
import dev.carnet.shared.desk.IdempotencyStore.Request;
import dev.carnet.shared.secret.Sealer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/// `Idempotency-Key`: the same creating request, sent twice, is done once and answered twice. A key
/// belongs to the caller who sent it, and to one request.
public final class Idempotency {

    private static final Pattern FORM = Pattern.compile("[!-~]{1,128}");

    private final IdempotencyStore store;
    private final Sealer sealer;
    private final ObjectMapper json;
    private final Clock clock;

    private Idempotency(IdempotencyStore store, Sealer sealer, ObjectMapper json, Clock clock) {
        this.store = store;
        this.sealer = sealer;
        this.json = json;
        this.clock = clock;
    }

    /// Answers that are kept in the schema of auth-server.
    public static Idempotency ofAuth(Sealer sealer, ObjectMapper json, Clock clock) {
        return new Idempotency(new IdempotencyStore("auth.idempotency"), sealer, json, clock);
    }

    /// Answers that are kept in the schema of mcp-server.
    public static Idempotency ofGateway(Sealer sealer, ObjectMapper json, Clock clock) {
        return new Idempotency(new IdempotencyStore("gateway.idempotency"), sealer, json, clock);
    }

    /// The request as its row is found by, if it sent a key.
    Optional<Request> request(ApiCall call, Object body) {
        return call.idempotencyKey()
                .map(key -> {
                    if (!FORM.matcher(key).matches()) {
                        throw Refused.field("Idempotency-Key", "is 1 to 128 printable characters");
                    }
                    return new Request(
                            call.workspace(),
                            call.caller().subject(),
                            digest(key),
                            digest(call.route().name() + "\n" + write(body)));
                });
    }

    /// The answer that was given before, or nothing when the work is still to be done.
    Uni<Optional<Answer>> earlier(SqlConnection transaction, Request request) {
        return store.claim(transaction, request, clock.instant())
                .map(claim ->
                        switch (claim) {
                            case Claim.Fresh _ -> Optional.empty();
                            case Claim.Done done -> Optional.of(open(done.sealed(), request));
                            case Claim.Mismatch _ ->
                                    throw new Refused(
                                            Refusal.IDEMPOTENCY_MISMATCH,
                                            "Use a fresh Idempotency-Key for another request.");
                            case Claim.InFlight _ ->
                                    throw new Refused(
                                            Refusal.REQUEST_IN_FLIGHT, "Ask again in a moment.");
                        });
    }

    /// Keeps the answer, in the transaction that did the work.
    Uni<Void> keep(SqlConnection transaction, Request request, String eid, Answer answer) {
        byte[] plain = write(answer).getBytes(StandardCharsets.UTF_8);
        byte[] sealed = sealer.seal(plain, place(request));
        return store.keep(transaction, request, eid, Buffer.buffer(sealed), clock.instant());
    }

    private Answer open(Buffer sealed, Request request) {
        try {
            JsonNode kept = json.readTree(sealer.open(sealed.getBytes(), place(request)));
            return new Answer(
                    kept.get("status").intValue(),
                    kept.get("body"),
                    text(kept.get("location")),
                    text(kept.get("etag")));
        } catch (GeneralSecurityException | IOException changed) {
            throw new IllegalStateException("a kept answer cannot be opened", changed);
        }
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node.textValue());
    }

    private static String place(Request request) {
        return "idempotency/" + request.workspace() + "/" + request.actor();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("not JSON", impossible);
        }
    }

    private static Buffer digest(String text) {
        try {
            return Buffer.buffer(
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
