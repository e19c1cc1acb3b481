package dev.carnet.shared.audit;

import com.google.crypto.tink.Aead;
import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.audit.Sealing.Owner;
import dev.carnet.shared.audit.Sealing.Sealed;
import dev.carnet.shared.chain.Disclosure;
import dev.carnet.shared.chain.Line;
import io.vertx.core.buffer.Buffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// Turns an event into bytes on the caller's thread, so that the one writer only has to link them.
final class Preparation {

    /// The subject of data keys for events that have none.
    private static final String NOBODY = "-";

    private final Sealing sealing;
    private final String node;

    Preparation(Aead keyset, String node) {
        this.sealing = new Sealing(keyset);
        this.node = node;
    }

    /// Checks names and ids, seals what is hidden, writes the rest canonically.
    ///
    /// @throws IllegalArgumentException for an event that must never be written
    Prepared prepare(Event event) {
        SortedMap<String, String> fields = fields(event);
        var owner = owner(event);
        var disclosures = new ArrayList<Disclosure>();
        var sealed = new ArrayList<Sealed>();
        for (Map.Entry<String, String> hidden : event.hidden().entrySet()) {
            Disclosure disclosure =
                    Disclosure.of(sealing.salt(), hidden.getKey(), hidden.getValue());
            disclosures.add(disclosure);
            sealed.add(sealing.seal(owner, event.eid(), hidden.getKey(), disclosure));
        }
        List<DataKey> keys = sealed.isEmpty() ? List.of() : List.of(sealing.key(owner));
        Buffer bytes = Buffer.buffer(Line.event(Disclosure.digests(disclosures), fields));
        return new Prepared(event.workspace(), fields, bytes, List.copyOf(sealed), keys);
    }

    private SortedMap<String, String> fields(Event event) {
        refuseUnknown(Fields.PLAIN, event.fields().keySet());
        refuseUnknown(Fields.HIDDEN, event.hidden().keySet());
        event.fields().values().forEach(Preparation::refuseNul);
        var fields = new TreeMap<>(event.fields());
        fields.put("at", Line.time(event.at()));
        fields.putIfAbsent("node", node);
        requireId(event.eid());
        if (Spans.closes(event.field("act"))) {
            requireId(event.field("begin"));
        }
        return fields;
    }

    private static Owner owner(Event event) {
        String subject = event.fields().getOrDefault("sub", NOBODY);
        String month =
                event.at().atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1).toString();
        return new Owner(event.workspace(), subject, month);
    }

    private static void refuseUnknown(Set<String> known, Set<String> names) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("an event field of no list: " + name);
            }
        }
    }

    /// PostgreSQL's text, and so the index, has no NUL.
    private static void refuseNul(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an event field with a NUL");
        }
    }

    private static void requireId(String text) {
        if (!UUID.fromString(text).toString().equals(text)) {
            throw new IllegalArgumentException("an event id that is no canonical UUID");
        }
    }
}
