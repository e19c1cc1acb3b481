package dev.carnet.shared.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.picture.PictureTooOld;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new SocketException("Connection reset"),
                new UnknownHostException("db"),
                new ClosedChannelException(),
                ClosedConnectionException.INSTANCE,
                new ConnectionPoolTooBusyException("Connection pool reached max wait queue size"),
                new NoStackTraceThrowable("Timeout"),
                new VertxException("Connection was closed", true),
                new TimeoutException(),
                new io.smallrye.mutiny.TimeoutException(),
                new PictureTooOld("to sign by"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void sees_an_outage_however_it_is_wrapped(Throwable away) {
        assertTrue(Outage.in(away).isPresent());
        assertTrue(Outage.in(new CompletionException(away)).isPresent());
        assertTrue(Outage.in(new RuntimeException(new CompletionException(away))).isPresent());
        var several = new CompositeException(List.of(new IllegalStateException("x"), away));
        assertTrue(Outage.in(several).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "28P01", "53300", "57P01", "57P02", "57P03", "57014", "58030"})
    void sees_a_database_that_does_not_serve(String state) {
        assertEquals(
                Optional.of("database_unavailable"), Outage.in(refusal(state)).map(Outage::reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42501", "42703", "22021", "40P01", "XX001"})
    void a_statement_that_is_refused_is_a_bug(String state) {
        assertEquals(Optional.empty(), Outage.in(refusal(state)));
    }

    @Test
    void a_bug_is_a_bug() {
        assertEquals(Optional.empty(), Outage.in(new IllegalStateException("x")));
        assertEquals(Optional.empty(), Outage.in(new IOException("not JSON")));
        assertEquals(Optional.empty(), Outage.in(new NoStackTraceThrowable("no such thing")));
    }

    @Test
    void ends_on_failures_that_cause_each_other() {
        var one = new RuntimeException("one");
        one.initCause(new RuntimeException("two", one));
        assertEquals(Optional.empty(), Outage.in(one));
    }

    private static PgException refusal(String state) {
        return new PgException("refused", "FATAL", state, "");
    }
}
