package dev.carnet.mcp.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.workspace.Role;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveCallersTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Hands clock = new Hands();
    private final PictureHolder pictures = new PictureHolder(() -> 0);
    private final LiveCallers live =
            new LiveCallers(
                    new CallerCheck(pictures, new TokenCheck("http://a", clock), mac(), clock),
                    pictures,
                    clock);
    private final List<Ended> ended = new ArrayList<>();

    @Test
    void lets_one_principal_have_only_so_much_open_and_others_still_enter() {
        var seats = new ArrayList<Entry>();
        for (int i = 0; i < Kind.CALL.limit(); i++) {
            seats.add(enter(Kind.CALL, "prs_1", NOW));
        }
        assertInstanceOf(Entry.Full.class, enter(Kind.CALL, "prs_1", NOW));
        assertInstanceOf(Entry.Entered.class, enter(Kind.STREAM, "prs_1", NOW));
        assertInstanceOf(Entry.Entered.class, enter(Kind.CALL, "prs_2", NOW));
        var first = assertInstanceOf(Entry.Entered.class, seats.getFirst());
        first.leave().run();
        first.leave().run();
        assertInstanceOf(Entry.Entered.class, enter(Kind.CALL, "prs_1", NOW));
        assertInstanceOf(Entry.Full.class, enter(Kind.CALL, "prs_1", NOW));
    }

    @Test
    void ends_what_has_lasted_as_long_as_it_may_once() {
        enter(Kind.CALL, "prs_1", NOW.plusSeconds(600));
        enter(Kind.STREAM, "prs_1", Instant.MAX);
        clock.now = NOW.plusSeconds(599);
        live.sweep();
        assertEquals(List.of(), ended);
        clock.now = NOW.plusSeconds(600);
        live.sweep();
        live.sweep();
        assertEquals(List.of(new Ended.Expired()), ended);
    }

    @Test
    void says_that_nobody_can_say_while_the_picture_is_stale() {
        assertEquals(new Standing.Unclear(), live.recheck(caller("prs_1")));
    }

    private Entry enter(Kind kind, String person, Instant until) {
        return live.enter(kind, caller(person), Optional.empty(), until, ended::add);
    }

    private static Caller caller(String person) {
        var token =
                new Caller.Credential.AccessToken(
                        "jti", "cli_1", Optional.of("grt_1"), 1, Instant.MAX);
        return new Caller("ws_1", person, Role.OWNER, Set.of(Scope.READ), token, Optional.empty());
    }

    private static KeyMac mac() {
        try {
            return Keysets.keyMac(Keysets.freshKeyMac());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A clock whose hands a test moves.
    private static final class Hands extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
