package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What no answer may be, whatever was asked.
final class Judge {

    /// No page and no document of ours is larger.
    private static final int MOST_CHARACTERS = 64 * 1024;

    /// No list is, nor an answer to an MCP client.
    private static final int MOST_OF_A_LIST = 2 << 20;

    private static final int UNABLE = 503;
    private static final Set<Integer> WITHOUT_WORDS = Set.of(400, 404, 405, 413, 414, 421, 431);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// The beginnings of what `Values` sends and no page may hold unescaped.
    private static final List<String> MARKUP =
            List.of("<script>fuzz", "<img src=fuzz", "<svg/onload=fuzz", "onfocus=\"fuzz");

    private static final Pattern INSIDE =
            Pattern.compile("\\bat dev\\.carnet\\.|java\\.lang\\.|SQLSTATE|PgException");

    private Judge() {}

    /// What is wrong with the answer, if anything is. 503 says that the service cannot decide at
    /// the moment, which a busy machine may bring about; it is counted by itself.
    static Optional<String> wrong(Request request, Reply reply) {
        if (reply.status() >= 500 && reply.status() != UNABLE) {
            return Optional.of("status " + reply.status());
        }
        boolean list =
                request.door().shape().isPresent() || request.door().path().contains("/api/");
        if (reply.body().length() > (list ? MOST_OF_A_LIST : MOST_CHARACTERS)) {
            return Optional.of("an answer of " + reply.body().length() + " characters");
        }
        if (INSIDE.matcher(reply.body()).find()) {
            return Optional.of("it shows its inside");
        }
        return headers(reply)
                .or(() -> isJson(reply) ? json(reply) : text(reply))
                .or(() -> language(request, reply));
    }

    private static Optional<String> headers(Reply reply) {
        if (!reply.header("X-Fuzz").isEmpty()) {
            return Optional.of("a header of the request's making");
        }
        String location = reply.header("Location").toLowerCase(Locale.ROOT);
        return location.startsWith("javascript:") || location.startsWith("data:")
                ? Optional.of("it redirects to " + location)
                : Optional.empty();
    }

    private static boolean isJson(Reply reply) {
        return reply.header("Content-Type").matches("application/([a-z]+\\+)?json.*");
    }

    /// The MCP endpoint may answer with a stream of messages.
    private static boolean isStream(Request request, Reply reply) {
        return request.door().at() == Door.At.GATEWAY
                && reply.header("Content-Type").startsWith("text/event-stream");
    }

    private static Optional<String> json(Reply reply) {
        try {
            JSON.readTree(reply.body());
            return Optional.empty();
        } catch (JsonProcessingException broken) {
            return Optional.of("JSON that is none");
        }
    }

    private static Optional<String> text(Reply reply) {
        return MARKUP.stream()
                .filter(reply.body()::contains)
                .findFirst()
                .map(markup -> "it echoes " + markup);
    }

    /// Endpoints for programs speak JSON; what the HTTP layer refuses has no words at all.
    private static Optional<String> language(Request request, Reply reply) {
        boolean expected =
                !request.door().inJson()
                        || isJson(reply)
                        || isStream(request, reply)
                        || (reply.body().isEmpty()
                                && (reply.status() < 400
                                        || WITHOUT_WORDS.contains(reply.status())));
        return expected
                ? Optional.empty()
                : Optional.of(
                        "not JSON but \""
                                + reply.header("Content-Type")
                                + "\" with "
                                + reply.status());
    }
}
