package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Session ids and ids of questions: sealed, so that every replica can open them, and bound to the
/// principal and the place, so that nobody else can use them, and nobody elsewhere.
@ApplicationScoped
public class SessionSeal {

    private static final List<String> CAPABILITIES = List.of("elicitation", "sampling", "roots");

    private final Sealer sealer;
    private final Clock clock;

    SessionSeal(ServiceKeyset keyset, Clock clock) {
        this.sealer = keyset.sealer();
        this.clock = clock;
    }

    /// A new session id for that caller.
    String fresh(Viewer viewer, String version, JsonNode capabilities) {
        var content = Json.object();
        content.put("id", Ids.fresh("mcs"));
        content.put("version", version);
        content.set("capabilities", relevant(capabilities));
        content.put("until", clock.instant().plus(Limits.SESSION_TIME).getEpochSecond());
        return text(sealer.seal(Json.bytes(content), place(viewer)));
    }

    /// The session, if the id is ours, this caller's, and not too old.
    Optional<Session> open(Viewer viewer, String sealed) {
        return opened(sealed, place(viewer))
                .filter(content -> clock.instant().isBefore(until(content)))
                .map(content -> session(viewer.caller(), content));
    }

    /// An id for a question asked in that session.
    String question(Session session) {
        byte[] random = Ids.characters(8).getBytes(StandardCharsets.US_ASCII);
        return text(sealer.seal(random, questionPlace(session)));
    }

    /// Whether the id is that of a question we asked in that session.
    boolean isQuestion(Session session, String id) {
        return bytes(id, questionPlace(session)).isPresent();
    }

    private static Session session(Caller caller, JsonNode content) {
        return new Session(
                caller.workspace(),
                content.path("id").asText(),
                content.path("version").asText(),
                content.path("capabilities") instanceof ObjectNode declared
                        ? declared
                        : Json.object());
    }

    private static Instant until(JsonNode content) {
        return Instant.ofEpochSecond(content.path("until").asLong());
    }

    /// The names of what this server may ask for; nothing else a client says is kept.
    private static ObjectNode relevant(JsonNode capabilities) {
        var kept = Json.object();
        for (String name : CAPABILITIES) {
            if (capabilities.path(name).isObject()) {
                var modes = kept.putObject(name);
                for (String mode : List.of("form", "url")) {
                    if (capabilities.path(name).has(mode)) {
                        modes.putObject(mode);
                    }
                }
            }
        }
        return kept;
    }

    private Optional<JsonNode> opened(String sealed, String place) {
        return bytes(sealed, place).flatMap(SessionSeal::tree);
    }

    private static Optional<JsonNode> tree(byte[] json) {
        try {
            return Optional.of(Json.MAPPER.readTree(json));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> bytes(String sealed, String place) {
        if (sealed.length() > Limits.SEALED_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(sealer.open(Base64.getUrlDecoder().decode(sealed), place));
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static String text(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    private static String place(Viewer viewer) {
        return "mcp-session\n" + Principal.of(viewer.caller()).text() + viewer.place().seal();
    }

    private static String questionPlace(Session session) {
        return "mcp-question\n" + session.workspace() + "\n" + session.id();
    }
}
