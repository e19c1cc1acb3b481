package dev.carnet.shared.verify;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A log's head as somebody wrote it down: how many entries, the root over them, the hash of the
/// last one (both base64).
public record KnownHead(String log, long size, String root, String last) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "{\"head\":";

    /// The line it has in an export file.
    public String line() {
        return PREFIX
                + JSON.createObjectNode()
                        .put("last", last)
                        .put("log", log)
                        .put("root", root)
                        .put("size", size)
                + "}";
    }

    /// Whether a line of a file is a head line.
    public static boolean isHeadLine(byte[] line) {
        byte[] prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
        return line.length > prefix.length
                && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }

    /// Reads a head line, or the JSON object in it by itself, as the REST API answers it.
    public static Optional<KnownHead> read(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            JsonNode head = tree.has("head") ? tree.get("head") : tree;
            return complete(head)
                    ? Optional.of(
                            new KnownHead(
                                    head.get("log").textValue(),
                                    head.get("size").longValue(),
                                    head.get("root").textValue(),
                                    head.get("last").textValue()))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static boolean complete(JsonNode head) {
        return head.path("log").isTextual()
                && head.path("size").isIntegralNumber()
                && head.path("root").isTextual()
                && head.path("last").isTextual();
    }
}
