package dev.carnet.auth.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Slice.Position;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");

    private final Lists lists = new Lists(cursors());

    @Test
    void a_full_page_leads_to_the_next() {
        Slice first = lists.slice(call("GET", "ws_1"), asked("2", null));
        Page<Integer> page = lists.page(first, numbers(first.rows()), ListsTest::position);
        assertEquals(List.of(0, 1), page.items());
        Slice second =
                lists.slice(call("GET", "ws_1"), asked("2", page.nextCursor().orElseThrow()));
        assertEquals(Optional.of(position(1)), second.after());
    }

    @Test
    void the_last_page_leads_nowhere() {
        Slice slice = lists.slice(call("GET", "ws_1"), asked("2", null));
        assertEquals(
                Optional.empty(), lists.page(slice, numbers(2), ListsTest::position).nextCursor());
    }

    /// V33: nor for another filter.
    @Test
    void a_cursor_works_for_its_own_workspace_route_and_filters_only() {
        Slice slice = lists.slice(call("GET", "ws_1"), asked("1", null), "active");
        String cursor =
                lists.page(slice, numbers(2), ListsTest::position).nextCursor().orElseThrow();
        assertRefused(() -> lists.slice(call("GET", "ws_2"), asked("1", cursor), "active"));
        assertRefused(() -> lists.slice(call("PUT", "ws_1"), asked("1", cursor), "active"));
        assertRefused(() -> lists.slice(call("GET", "ws_1"), asked("1", cursor), "revoked"));
        assertRefused(() -> lists.slice(call("GET", "ws_1"), asked("1", cursor + "A"), "active"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "many", "", "01", "99999999999"})
    void refuses_a_limit_that_is_none(String limit) {
        assertRefused(() -> lists.slice(call("GET", "ws_1"), asked(limit, null)));
    }

    @Test
    void gives_twenty_when_nothing_is_said() {
        assertEquals(20, lists.slice(call("GET", "ws_1"), asked(null, null)).limit());
    }

    private static void assertRefused(Runnable work) {
        assertThrows(Refused.class, work::run);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Position position(int number) {
        return new Position(NOW.minusSeconds(number), "key_" + number);
    }

    private static Lists.Asked asked(@Nullable String limit, @Nullable String cursor) {
        return new Lists.Asked(Optional.ofNullable(limit), Optional.ofNullable(cursor));
    }

    private static ApiCall call(String method, String workspace) {
        return new ApiCall(
                "req_1",
                Optional.empty(),
                new Route(method, "/things", new Route.Access.Open()),
                new Caller(
                        workspace,
                        "prs_1",
                        Role.OWNER,
                        Set.of(Scope.READ),
                        new Caller.Credential.Page("prs_1"),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                new Challenge("https://auth.example/metadata"));
    }

    private static Cursors cursors() {
        try {
            return new Cursors(Keysets.sealer(Keysets.freshSealer()).aead());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
