package dev.carnet.mcp.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.notice.DeliveryStore.Due;
import dev.carnet.mcp.notice.Turns.Place;
import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.wire.TestTable;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is told when there is much to tell: everybody in turn, each thing once.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class TurnsTest {

    private static final int PARALLEL = 8;

    @Inject DeliveryStore store;
    @Inject Telling telling;

    private final House house = new House();
    private final Receiver receiver = new Receiver();

    TurnsTest() throws IOException {}

    @AfterEach
    void stop() {
        receiver.close();
    }

    /// J6: what is due to one destination or workspace in great number keeps nobody else waiting,
    /// however long each of them takes.
    @Test
    void of_many_to_one_destination_only_some_are_taken() {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        String slow = receiver.create(house).path("id").asText();
        String quick = receiver.create(house).path("id").asText();
        var others = new House();
        String elsewhere = receiver.create(others).path("id").asText();
        due(house, slow, 3 * NoticeLimits.DELIVERIES_OF_DESTINATION, later);
        due(house, quick, 2, later.plusSeconds(1));
        due(others, elsewhere, 1, later.plusSeconds(2));
        Instant then = later.plusSeconds(60);
        List<Due> first = take(Map.of(), then);
        assertEquals(NoticeLimits.DELIVERIES_OF_DESTINATION, count(first, slow));
        assertEquals(2, count(first, quick));
        assertEquals(1, count(first, elsewhere));
        var busy =
                Map.of(new Place(house.workspace(), slow), NoticeLimits.DELIVERIES_OF_DESTINATION);
        assertEquals(0, count(take(busy, then), slow), "as many are on their way as may be");
        due(house, quick, 1, later);
        assertEquals(1, count(take(busy, then), quick));
        assertEquals(NoticeLimits.DELIVERIES_OF_DESTINATION, count(take(Map.of(), then), slow));
    }

    /// J6: destinations of a workspace do not add up to more than its share.
    @Test
    void a_workspace_has_its_share_and_no_more() {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            due(house, receiver.create(house).path("id").asText(), 12, later);
        }
        List<Due> taken = take(Map.of(), later.plusSeconds(60));
        assertEquals(
                NoticeLimits.DELIVERIES_OF_WORKSPACE,
                (int) taken.stream().filter(this::ours).count());
        assertEquals(
                4,
                (int) taken.stream().filter(this::ours).map(Due::destination).distinct().count(),
                "each of them has a part of it");
    }

    /// J6: of replicas that look at the same moment one takes what is due.
    @Test
    void of_two_who_look_one_takes_it() {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        String hook = receiver.create(house).path("id").asText();
        for (int round = 0; round < Rounds.COUNT; round++) {
            due(house, hook, 1, later);
            var taken =
                    Multi.createFrom()
                            .range(0, PARALLEL)
                            .onItem()
                            .transformToUniAndMerge(_ ->
                                    store.take(
                                            Map.of(),
                                            NoticeLimits.DELIVERIES_AT_ONCE,
                                            later.plusSeconds(60)))
                            .collect()
                            .asList()
                            .await()
                            .indefinitely();
            assertEquals(
                    1, taken.stream().flatMap(List::stream).filter(this::ours).count(), "" + round);
        }
    }

    /// J6: of replicas that find out at the same moment who is to be told of something one puts it
    /// in, and it arrives once.
    @Test
    void what_several_replicas_find_is_told_once() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("severity", "info"));
        int all = 10;
        for (int i = 0; i < all; i++) {
            event();
        }
        Multi.createFrom()
                .range(0, PARALLEL)
                .onItem()
                .transformToUniAndMerge(_ -> telling.look())
                .collect()
                .asList()
                .await()
                .indefinitely();
        for (int i = 0; i < 200 && arrived() < all; i++) {
            AuditTrail.pause();
        }
        assertEquals(all, arrived());
        assertEquals(
                (long) all,
                house.world()
                        .read(
                                "SELECT count(*) FROM gateway.delivery WHERE workspace_id = ?",
                                house.workspace()));
    }

    /// J6: something that cannot be told stands in the way of nothing else, and is not forgotten.
    @Test
    void what_cannot_be_told_keeps_nothing_else_waiting() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("severity", "info"));
        String refuse = "refuse_" + house.workspace().substring(3);
        house.world()
                .write(
                        """
                        CREATE FUNCTION gateway.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE 'not this one'; END $$;
                        CREATE TRIGGER %1$s BEFORE INSERT ON gateway.delivery FOR EACH ROW
                        WHEN (NEW.workspace_id = '%2$s' AND NEW.body LIKE '%%"key"%%')
                        EXECUTE FUNCTION gateway.%1$s()
                        """
                                .formatted(refuse, house.workspace()));
        try {
            String poison = event("key_1");
            String other = event();
            for (int i = 0; i < 200 && !told(other); i++) {
                AuditTrail.pause();
            }
            assertTrue(told(other));
            assertFalse(told(poison));
        } finally {
            house.world().write("DROP FUNCTION gateway.%s() CASCADE".formatted(refuse));
        }
    }

    /// J6: a member's own address is told as long as they are a member.
    @Test
    void who_left_is_told_nothing() {
        String admin = house.person(Role.ADMIN);
        String address =
                String.valueOf(
                        house.world()
                                .read("SELECT email FROM auth.person WHERE person_id = ?", admin));
        house.world()
                .write(
                        """
                        INSERT INTO gateway.mail_state (open, at) VALUES (true, now())
                        ON CONFLICT (one) DO UPDATE SET open = true
                        """);
        String mailbox =
                house.as(admin)
                        .body(Map.of("address", address))
                        .post("/notifications/destinations")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        JsonNode hook = receiver.verified(house);
        for (String id : List.of(mailbox, hook.path("id").asText())) {
            house.owner()
                    .body(Map.of("name", "x", "severity", "info", "destinations", List.of(id)))
                    .post("/notifications/rules")
                    .then()
                    .statusCode(201);
        }
        String before = event();
        await(before);
        assertEquals(1L, deliveries(mailbox));
        house.world()
                .write(
                        "DELETE FROM auth.member WHERE workspace_id = ? AND person_id = ?",
                        house.workspace(),
                        admin);
        String after = event();
        await(after);
        assertEquals(2L, deliveries(hook.path("id").asText()));
        assertEquals(1L, deliveries(mailbox));
    }

    /// J6: whoever makes rules and destinations at the same moment comes to the limit, not past it.
    @Test
    void limits_hold_when_many_ask_at_once() throws Exception {
        JsonNode hook = receiver.create(house);
        var rule = Map.of("name", "x", "destinations", List.of(hook.path("id").asText()));
        house.world()
                .write(
                        """
                        INSERT INTO gateway.notice_rule (workspace_id, rule_id, name, severity, kinds,
                          agents, destinations, enabled, created_at)
                        SELECT ?, 'nru_' || n || ?, 'x', 'info', '{}', '{}', '{}', true, now()
                        FROM generate_series(1, ?) AS n
                        """,
                        house.workspace(),
                        house.workspace(),
                        NoticeLimits.NOTICE_RULES - 2);
        List<Integer> made = together(() -> post("/notifications/rules", rule));
        assertEquals(2, made.stream().filter(status -> status == 201).count(), made::toString);
        for (int i = 0; i < NoticeLimits.DESTINATIONS - 3; i++) {
            receiver.create(house);
        }
        List<Integer> more =
                together(() ->
                        post(
                                "/notifications/destinations",
                                Map.of("url", "http://127.0.0.1:1/hook")));
        assertEquals(2, more.stream().filter(status -> status == 201).count(), more::toString);
    }

    private int post(String path, Map<String, ?> body) {
        return house.owner().body(body).post(path).statusCode();
    }

    private static List<Integer> together(Callable<Integer> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < PARALLEL; i++) {
                all.add(work);
            }
            var statuses = new ArrayList<Integer>();
            for (var one : threads.invokeAll(all)) {
                statuses.add(one.get());
            }
            return statuses;
        }
    }

    private List<Due> take(Map<Place, Integer> busy, Instant now) {
        return store.take(busy, NoticeLimits.DELIVERIES_AT_ONCE, now).await().indefinitely();
    }

    private boolean ours(Due due) {
        return due.workspace().equals(house.workspace());
    }

    private static int count(List<Due> due, String destination) {
        return (int) due.stream().filter(one -> one.destination().equals(destination)).count();
    }

    /// Deliveries that are due then, and not before, so that nobody sends them.
    private void due(House whose, String destination, int count, Instant then) {
        whose.world()
                .write(
                        """
                        INSERT INTO gateway.delivery (workspace_id, delivery_id, destination_id, body,
                          created_at, due_at)
                        SELECT ?, ? || n, ?, '{}', now(), ?::timestamptz
                        FROM generate_series(1, ?) AS n
                        """,
                        whose.workspace(),
                        Ids.fresh("dlv"),
                        destination,
                        then.toString(),
                        count);
    }

    private String event() {
        return event("");
    }

    private String event(String key) {
        String id = Ids.fresh("sev");
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event
                          (workspace_id, id, kind, severity, message, key_id, created_at)
                        VALUES (?, ?, 'key_old', 'info', 'It happened.', nullif(?, ''), now())
                        """,
                        house.workspace(),
                        id,
                        key);
        return id;
    }

    private long arrived() {
        return receiver.got().stream().filter(one -> one.type().equals("security_event")).count();
    }

    private void await(String event) {
        for (int i = 0; i < 200 && !told(event); i++) {
            AuditTrail.pause();
        }
        assertTrue(told(event));
    }

    private boolean told(String event) {
        return house.world()
                .read("SELECT told_at IS NOT NULL FROM watch.security_event WHERE id = ?", event)
                .equals(true);
    }

    private Object deliveries(String destination) {
        return house.world()
                .read(
                        "SELECT count(*) FROM gateway.delivery WHERE destination_id = ?",
                        destination);
    }
}
