package dev.carnet.mcp.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.trail.CheckStep;
import dev.carnet.shared.trail.StoredEntry;
import dev.carnet.shared.verify.KnownHead;
import dev.carnet.shared.verify.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Entries, heads, verdicts and how far a check is, as JSON.
public final class AuditJson {

    private AuditJson() {}

    /// One page.
    static ObjectNode page(List<StoredEntry> entries, Optional<String> nextCursor) {
        var page = JsonNodeFactory.instance.objectNode();
        var items = page.putArray("items");
        entries.forEach(entry -> items.add(entry(entry)));
        nextCursor.ifPresent(cursor -> page.put("next_cursor", cursor));
        return page;
    }

    /// The head, in the words the offline verifier reads.
    static ObjectNode head(KnownHead head) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("log", head.log())
                .put("size", head.size())
                .put("root", head.root())
                .put("last", head.last());
    }

    /// How far a check is.
    public static ObjectNode progress(CheckStep.Progress step) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("checked", step.checked())
                .put("total", step.total());
    }

    /// What the check found.
    ///
    /// @param checked how many entries were looked at
    static ObjectNode verdict(Verdict verdict, long checked) {
        var found = JsonNodeFactory.instance.objectNode();
        switch (verdict) {
            case Verdict.Intact intact -> found.put("status", "intact").put("root", intact.root());
            case Verdict.Broken broken ->
                    found.put("status", "broken")
                            .put("at", broken.seq())
                            .put("kind", broken.kind().name().toLowerCase(Locale.ROOT));
            case Verdict.Truncated cut ->
                    found.put("status", "broken").put("at", cut.seq()).put("kind", "truncated");
        }
        return found.put("size", checked).put("log", verdict.log()).put("line", verdict.line());
    }

    /// One entry. Of a line that is no JSON any more only its place and hash are shown.
    private static ObjectNode entry(StoredEntry stored) {
        var entry = JsonNodeFactory.instance.objectNode();
        entry.put("seq", stored.seq()).put("leaf", stored.leafText());
        JsonNode line = line(stored);
        if (line.path("event").isObject()) {
            entry.set("time", line.path("time"));
            entry.set("event", line.path("event"));
        }
        return entry;
    }

    private static JsonNode line(StoredEntry stored) {
        try {
            return Json.MAPPER.readTree(stored.line());
        } catch (JsonProcessingException broken) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
