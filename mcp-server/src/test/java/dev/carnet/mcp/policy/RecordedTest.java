package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.policy.Asker.Facet;
import dev.carnet.mcp.tool.Circumstances;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.verify.EntryLine;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordedTest {

    private static final Map<String, String> OLD =
            Map.of(
                    "act",
                    "tool.call.begin",
                    "sub",
                    "agt_bot",
                    "agent",
                    "agt_bot",
                    "kind",
                    "passport",
                    "role",
                    "operator",
                    "tool",
                    "list",
                    "cls",
                    "read");

    /// What an older entry does not say is not guessed about: a rule that asks for it might fit.
    @Test
    void an_entry_without_the_facts_leaves_them_open() {
        Asker old = recorded(OLD).who();
        assertEquals(EnumSet.allOf(Facet.class), old.unknown());
        assertEquals(Optional.empty(), Circumstances.read(OLD));
        Recorded opened = recorded(OLD).opened(List.of());
        assertTrue(opened.who().unknown().contains(Facet.INTENT));
        assertEquals(Optional.empty(), opened.question().orElseThrow().bound());
    }

    /// What stands there is known, and so is that something does not.
    @Test
    void an_entry_with_the_facts_says_what_there_was_and_what_not() {
        Asker bare = recorded(with(Map.of("bound", "no"))).who();
        assertEquals(EnumSet.of(Facet.ADDRESS, Facet.INTENT, Facet.PERSON), bare.unknown());
        assertEquals(Set.of(), bare.scopes());
        assertEquals(List.of(), bare.actors());

        Recorded full =
                recorded(
                        with(
                                Map.of(
                                        "bound",
                                        "yes",
                                        "scope",
                                        "carnet:read carnet:write",
                                        "actors",
                                        "cli_a cli_b",
                                        "named",
                                        "mail srv_1",
                                        "place",
                                        "finance")));
        assertEquals(Set.of("carnet:read", "carnet:write"), full.who().scopes());
        assertEquals(List.of("cli_a", "cli_b"), full.who().actors());
        assertEquals(Set.of("mail", "srv_1"), full.who().services());
        assertEquals(Optional.of("finance"), full.who().toolset());
        assertEquals(Optional.of(true), full.question().orElseThrow().bound());
        assertFalse(full.opened(List.of()).who().unknown().contains(Facet.INTENT));
    }

    /// More services than an entry takes are not known, and nothing is guessed about them.
    @Test
    void too_many_services_are_not_known() {
        Asker many = recorded(with(Map.of("bound", "no", "named", "*"))).who();
        assertTrue(many.unknown().contains(Facet.SERVICE));
        assertEquals(Set.of(), many.services());
    }

    private static Map<String, String> with(Map<String, String> facts) {
        var all = new HashMap<>(OLD);
        all.putAll(facts);
        return all;
    }

    private static Recorded recorded(Map<String, String> fields) {
        var line = new EntryLine(fields, List.of(), "ws", "", 1, "2026-11-20T12:00:00.000000Z");
        return Recorded.of(line, Picture.EMPTY, "ws").orElseThrow();
    }
}
