package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.audit.Sealing.Sealed;
import dev.carnet.shared.chain.Disclosure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(AuditDatabase.LOCK)
class SealingTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();
    private static final String ADDRESS = "192.0.2.44";

    private final Preparation preparation = new Preparation(DATABASE.keyset, "node");
    private final Sealing sealing = new Sealing(DATABASE.keyset);

    @Test
    void hides_a_value_behind_a_digest_that_its_disclosure_proves() throws Exception {
        Event event = event("psn_1").hide("ip", ADDRESS);
        Prepared prepared = preparation.prepare(event);
        String bytes = prepared.event().toString(StandardCharsets.UTF_8);
        assertFalse(bytes.contains(ADDRESS));
        Disclosure opened = open(prepared, event.eid());
        assertTrue(bytes.contains("\"_sd\":[\"" + opened.digest() + "\"]"));
        String text =
                new String(Base64.getUrlDecoder().decode(opened.text()), StandardCharsets.UTF_8);
        assertTrue(text.endsWith(",\"ip\",\"" + ADDRESS + "\"]"), text);
    }

    @Test
    void gives_the_same_value_another_digest_each_time() throws Exception {
        Event event = event("psn_1").hide("ip", ADDRESS);
        assertNotEquals(preparation.prepare(event).event(), preparation.prepare(event).event());
    }

    @Test
    void uses_one_key_per_workspace_subject_and_month() {
        Set<String> keys =
                Set.of(
                                event("psn_1").hide("ip", ADDRESS),
                                event("psn_1").hide("email", "a@example.com"),
                                event("psn_2").hide("ip", ADDRESS))
                        .stream()
                        .map(event -> preparation.prepare(event).keys().getFirst().id())
                        .collect(Collectors.toSet());
        assertEquals(2, keys.size());
    }

    @Test
    void opens_nothing_in_another_place() {
        Event event = event("psn_1").hide("ip", ADDRESS);
        Prepared prepared = preparation.prepare(event);
        Sealed sealed = prepared.sealed().getFirst();
        DataKey key = prepared.keys().getFirst();
        String other = Event.of("ws_x", "x", Instant.now()).eid();
        assertThrows(GeneralSecurityException.class, () -> sealing.open(key, other, sealed));
        var renamed = new Sealed("email", sealed.keyId(), sealed.bytes());
        assertThrows(GeneralSecurityException.class, () -> sealing.open(key, event.eid(), renamed));
        var moved = new DataKey(key.id(), "ws_y", key.subject(), key.month(), key.wrapped());
        assertThrows(
                GeneralSecurityException.class, () -> sealing.open(moved, event.eid(), sealed));
    }

    @Test
    void waits_in_the_outbox_as_it_was_prepared() {
        Prepared prepared =
                preparation.prepare(
                        event("psn_1").with("tool", "\ud83d\ude00").hide("ip", ADDRESS));
        assertEquals(prepared, OutboxForm.unpack(OutboxForm.pack(prepared)));
    }

    private Disclosure open(Prepared prepared, String eid) throws GeneralSecurityException {
        return sealing.open(prepared.keys().getFirst(), eid, prepared.sealed().getFirst());
    }

    private static Event event(String subject) {
        return Event.of("ws_x", "sign_in.ok", Instant.now()).with("sub", subject);
    }
}
