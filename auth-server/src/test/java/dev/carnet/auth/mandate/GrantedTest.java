package dev.carnet.auth.mandate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrantedTest {

    private static final List<String> IDS = List.of("srv_1", "srv_2", "tls_1", "carnet");
    private static final List<String> TOOLS = List.of("a", "b", "c");
    private static final List<Constraint> CONSTRAINTS =
            List.of(
                    new Constraint("channel", Constraint.Op.EQ, List.of("C1")),
                    new Constraint("to", Constraint.Op.IN, List.of("x", "y")));

    private static ServiceForm asks(String id, Optional<List<String>> scopes) {
        return new ServiceForm(
                id, Optional.of(id), scopes, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Service service(String id, String... scopes) {
        return new Service(id, id, Set.of(scopes), Optional.empty(), List.of(), false);
    }

    /// C4: who names nothing gets everything that may be given, who names more is refused.
    @Test
    void gives_what_may_be_given_and_nothing_else() {
        var granted = new Granted(Optional.of(List.of(service("srv_1", "read", "write"))));
        assertEquals(granted, granted.choose(Optional.empty()));
        assertEquals(
                List.of(service("srv_1", "read")),
                granted.choose(Optional.of(List.of(asks("srv_1", Optional.of(List.of("read"))))))
                        .services()
                        .orElseThrow());
        for (var more :
                List.of(
                        asks("srv_2", Optional.empty()),
                        asks("srv_1", Optional.of(List.of("read", "destructive"))))) {
            var refused =
                    assertThrows(Refused.class, () -> granted.choose(Optional.of(List.of(more))));
            assertEquals(Refusal.SCOPE_ESCALATION, refused.refusal());
        }
    }

    @Test
    void a_raw_credential_is_given_only_where_it_may_be() {
        var granted = new Granted(Optional.of(List.of(service("srv_1", "read"))));
        var direct =
                new ServiceForm(
                        "srv_1",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("direct"));
        assertThrows(Refused.class, () -> granted.choose(Optional.of(List.of(direct))));
        assertTrue(
                Granted.ANYTHING
                        .choose(Optional.of(List.of(direct)))
                        .services()
                        .orElseThrow()
                        .getFirst()
                        .direct());
    }

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(300);
    }

    /// C5: whatever is chosen from what both have lies within each of them.
    @ParameterizedTest
    @MethodSource("seeds")
    void no_choice_is_wider_than_either_side(long seed) {
        var random = new Random(seed);
        var one = random(random);
        var two = random(random);
        var both = one.and(two);
        assertTrue(within(both, one) && within(both, two), () -> one + " and " + two);
        try {
            var chosen = both.choose(Optional.of(forms(random)));
            assertTrue(within(chosen, one) && within(chosen, two), () -> "seed " + seed);
        } catch (Refused refused) {
            assertEquals(Refusal.SCOPE_ESCALATION, refused.refusal());
        }
    }

    private static boolean within(Granted narrow, Granted wide) {
        return wide.services().isEmpty()
                || narrow.services().orElseThrow().stream()
                        .allMatch(one -> wide.services().get().stream().anyMatch(one::within));
    }

    private static Granted random(Random random) {
        if (random.nextInt(5) == 0) {
            return Granted.ANYTHING;
        }
        var services = new ArrayList<Service>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            services.add(
                    new Service(
                            IDS.get(random.nextInt(IDS.size())),
                            "name",
                            some(random, List.copyOf(Service.SCOPES), 1),
                            random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of(some(random, TOOLS, 1)),
                            List.copyOf(some(random, CONSTRAINTS, 0)),
                            random.nextBoolean()));
        }
        return new Granted(Optional.of(services));
    }

    private static List<ServiceForm> forms(Random random) {
        var granted = random(random).services().orElse(List.of());
        return granted.stream().map(ServiceForm::of).toList();
    }

    private static <T> Set<T> some(Random random, List<T> all, int least) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return new LinkedHashSet<>(
                shuffled.subList(0, least + random.nextInt(all.size() + 1 - least)));
    }
}
