package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// The `requestState` between two rounds of one call: sealed, and good only for the same principal,
/// the same thing with the same arguments, and a quarter of an hour.
@ApplicationScoped
public class StateSeal {

    private final Sealer sealer;
    private final Clock clock;

    StateSeal(ServiceKeyset keyset, Clock clock) {
        this.sealer = keyset.sealer();
        this.clock = clock;
    }

    /// The state as the client gets it.
    String seal(Viewer viewer, Message.Request request, ObjectNode state) {
        var payload = Json.object();
        payload.put("until", clock.instant().plus(Limits.STATE_TIME).getEpochSecond());
        payload.set("state", state);
        byte[] sealed = sealer.seal(Json.bytes(payload), place(viewer, request));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// The state again, if it is ours, meant for this call, and not too old.
    Optional<ObjectNode> open(Viewer viewer, Message.Request request, String text) {
        if (text.length() > Limits.SEALED_CHARACTERS) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(text);
            JsonNode payload = Json.MAPPER.readTree(sealer.open(sealed, place(viewer, request)));
            Instant until = Instant.ofEpochSecond(payload.path("until").asLong());
            return clock.instant().isBefore(until)
                            && payload.path("state") instanceof ObjectNode state
                    ? Optional.of(state)
                    : Optional.empty();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static String place(Viewer viewer, Message.Request request) {
        ObjectNode params = request.params();
        return String.join(
                "\n",
                "request-state",
                Principal.of(viewer.caller()).text() + viewer.place().seal(),
                request.method(),
                request.text("name").or(() -> request.text("uri")).orElse(""),
                digest(Json.sorted(params.path("arguments"))));
    }

    private static String digest(JsonNode value) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Json.bytes(value)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
