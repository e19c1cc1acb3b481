package dev.carnet.mcp.scan;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.scan.Scans.Place;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many texts are looked through at a time.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class ScansTest {

    @Inject Scans scans;

    private final House house = new House();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<CompletableFuture<Boolean>> begun = new ArrayList<>();

    @AfterEach
    void over() throws Exception {
        end.countDown();
        for (var one : begun) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    /// (G5) a workspace that has as many texts looked through as it may is refused and told when to
    /// come again, while another one is served; and served again once one is done.
    @Test
    void a_workspace_has_its_share() throws Exception {
        var slow = new House();
        for (int i = 0; i < Limits.SCANS_OF_WORKSPACE; i++) {
            assertInstanceOf(Place.Taken.class, scans.take(slow.workspace()));
        }
        scan(slow)
                .statusCode(429)
                .header("Retry-After", equalTo("60"))
                .body("code", equalTo("too_many_requests"));
        scan(house).statusCode(200);
        assertEquals(true, scans.run(slow.workspace(), () -> true).await().indefinitely());
        scan(slow).statusCode(200);
        for (int i = 1; i < Limits.SCANS_OF_WORKSPACE; i++) {
            assertEquals(true, scans.run(slow.workspace(), () -> true).await().indefinitely());
        }
    }

    /// (G5) when everybody together has as many as may be, whoever comes is told to come again.
    @Test
    void all_together_have_a_limit() throws Exception {
        int workspaces = Limits.SCANS / Limits.SCANS_OF_WORKSPACE;
        for (int i = 0; i < workspaces; i++) {
            for (int own = 0; own < Limits.SCANS_OF_WORKSPACE; own++) {
                assertInstanceOf(Place.Taken.class, scans.take("ws_" + i));
            }
        }
        assertInstanceOf(Place.Full.class, scans.take(house.workspace()));
        scan(house).statusCode(503).header("Retry-After", equalTo("1"));
        for (int i = 0; i < workspaces; i++) {
            for (int own = 0; own < Limits.SCANS_OF_WORKSPACE; own++) {
                start("ws_" + i);
            }
        }
        end.countDown();
        over();
        scan(house).statusCode(200);
    }

    /// (G5) texts that take long hold up nobody but texts: the thread of the requests stays free.
    @Test
    void a_call_does_not_wait_for_texts() throws Exception {
        for (int i = 0; i < Limits.SCANS_OF_WORKSPACE; i++) {
            assertInstanceOf(Place.Taken.class, scans.take("ws_slow"));
            start("ws_slow");
        }
        for (int i = 0; i < 20; i++) {
            house.owner().get("/security-events").then().statusCode(200);
        }
        assertEquals(0, begun.stream().filter(CompletableFuture::isDone).count());
    }

    private void start(String workspace) {
        Uni<Boolean> waiting = scans.run(workspace, () -> end.await(30, TimeUnit.SECONDS));
        begun.add(waiting.subscribeAsCompletionStage());
    }

    private static ValidatableResponse scan(House house) {
        return house.owner().body("{\"content\": \"hello\"}").post("/scans").then();
    }
}
