package dev.carnet.mcp.toolset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShelfTest {

    private static final Map<String, String> SERVERS = Map.of("srv_1", "mail", "srv_2", "post");

    private static Set<String> opened(List<String> servers, String... declared) {
        var members =
                servers.stream()
                        .map(id ->
                                new Member(
                                        id, Optional.empty(), Optional.empty(), Optional.empty()))
                        .toList();
        var letters = new Toolset("tls_1", "letters", "Letters", members, "", Instant.EPOCH, 1);
        return new Shelf(List.of(), List.of(letters), List.of(), List.of(), true)
                .opened(List.of(declared), id -> SERVERS.getOrDefault(id, id));
    }

    /// H1: a toolset that an agent declared stands for the servers it has now, also for those that
    /// came later; one that it did not declare stands for nothing.
    @Test
    void a_declared_toolset_stands_for_the_servers_it_has_now() {
        assertEquals(Set.of("letters", "mail"), opened(List.of("srv_1"), "letters"));
        assertEquals(
                Set.of("letters", "mail", "post"), opened(List.of("srv_1", "srv_2"), "letters"));
        assertEquals(Set.of("bank"), opened(List.of("srv_1", "srv_2"), "bank"));
        assertEquals(Set.of(), opened(List.of("srv_1")));
    }
}
