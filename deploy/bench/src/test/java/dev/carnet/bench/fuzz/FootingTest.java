package dev.carnet.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.Unexpected;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FootingTest {

    private static final Door DOOR = Door.page("/api/v1/agents");

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer issuer;

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.start();
    }

    @AfterEach
    void close() {
        issuer.stop(0);
    }

    private void answers(int... statuses) {
        issuer.createContext(
                "/register",
                exchange -> {
                    int turn = Math.min(asked.getAndIncrement(), statuses.length - 1);
                    if (statuses[turn] != 0) {
                        exchange.sendResponseHeaders(statuses[turn], -1);
                    }
                    exchange.close();
                });
    }

    private IOException token() {
        URI at = URI.create("http://127.0.0.1:" + issuer.getAddress().getPort());
        var footing = new Footing(new Person(at, "a@b.test", "x"), at, at, Duration.ZERO);
        return assertThrows(IOException.class, () -> footing.token(DOOR));
    }

    /// Who says that nothing was decided is asked again, and nobody else is.
    @Test
    void asks_again_where_nothing_was_decided() {
        answers(503, 503, 500);
        assertFalse(assertInstanceOf(Unexpected.class, token()).undecided());
        assertEquals(3, asked.get());
    }

    /// A registration of which nothing was heard may have been one.
    @Test
    void repeats_nothing_that_may_have_happened() {
        answers(0);
        assertFalse(token() instanceof Unexpected);
        assertEquals(1, asked.get());
    }

    @Test
    void a_service_that_is_not_there_is_given_up_in_the_end() {
        issuer.stop(0);
        assertInstanceOf(ConnectException.class, token());
        assertEquals(0, asked.get());
    }
}
