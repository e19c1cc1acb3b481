package dev.carnet.shared.verify;

import dev.carnet.shared.chain.Frontier;
import dev.carnet.shared.chain.Line;
import dev.carnet.shared.chain.Merkle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A log as the writer would have made it, in memory.
final class TestLog {

    static final String ORIGIN = "audit.test/ws/abc/e1";

    final List<byte[]> lines = new ArrayList<>();
    private final Frontier frontier = Frontier.empty();
    private final String origin;
    private byte[] leaf = Line.nothingBefore();

    TestLog(String origin) {
        this.origin = origin;
    }

    static TestLog of(int size) {
        var log = new TestLog(ORIGIN);
        for (int i = 0; i < size; i++) {
            log.add("tool" + i);
        }
        return log;
    }

    TestLog add(String tool) {
        return add(tool, Map.of("act", "tool.call.begin", "out", "ok"), List.of());
    }

    TestLog add(String tool, Map<String, String> more, List<String> digests) {
        var fields = new TreeMap<>(more);
        fields.put("tool", tool);
        Instant time = Instant.parse("2026-11-20T10:00:00Z").plusMillis(lines.size());
        byte[] line = Line.of(Line.event(digests, fields), origin, leaf, lines.size(), time);
        leaf = Merkle.leaf(line);
        frontier.add(leaf);
        lines.add(line);
        return this;
    }

    KnownHead head() {
        return new KnownHead(origin, lines.size(), base64(frontier.root()), base64(leaf));
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
