package dev.carnet.mcp.authclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExchangedTokensTest {

    private static final Set<Scope> READ = Set.of(Scope.READ);
    private static final Set<Scope> WRITE = Set.of(Scope.READ, Scope.WRITE);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(15);
    private static final Caller ANN = caller("prs_ann");
    private static final Caller BOB = caller("prs_bob");

    private final ExchangedTokens tokens = new ExchangedTokens(Clock.fixed(NOW, ZoneOffset.UTC), 2);

    @Test
    void finds_the_token_of_the_same_credential_and_scope_only() {
        tokens.keep("ann", READ, ANN, "t1", LATER);
        assertEquals(Optional.of("t1"), tokens.find("ann", READ));
        assertEquals(Optional.empty(), tokens.find("ann", WRITE));
        assertEquals(Optional.empty(), tokens.find("bob", READ));
    }

    @Test
    void forgets_a_token_at_its_time_and_when_it_was_refused() {
        tokens.keep("ann", READ, ANN, "t1", NOW);
        assertEquals(Optional.empty(), tokens.find("ann", READ));
        tokens.keep("ann", READ, ANN, "t2", LATER);
        tokens.drop("ann", READ);
        assertEquals(Optional.empty(), tokens.find("ann", READ));
    }

    @Test
    void forgets_the_tokens_of_a_revoked_caller() {
        tokens.keep("ann", READ, ANN, "t1", LATER);
        tokens.keep("bob", READ, BOB, "t2", LATER);
        tokens.dropIf(caller -> caller.subject().equals("prs_ann"));
        assertEquals(Optional.empty(), tokens.find("ann", READ));
        assertEquals(Optional.of("t2"), tokens.find("bob", READ));
    }

    @Test
    void never_holds_more_than_its_limit_and_the_unused_leave_first() {
        tokens.keep("ann", READ, ANN, "t1", LATER);
        tokens.keep("ann", WRITE, ANN, "t2", LATER);
        tokens.find("ann", READ);
        tokens.keep("bob", READ, BOB, "t3", LATER);
        assertEquals(2, tokens.size());
        assertEquals(Optional.of("t1"), tokens.find("ann", READ));
        assertEquals(Optional.empty(), tokens.find("ann", WRITE));
    }

    private static Caller caller(String subject) {
        return new Caller(
                "ws_1",
                subject,
                Role.MEMBER,
                Set.of(Scope.READ),
                new Caller.Credential.Key("key_1", subject, true, Optional.empty()),
                Optional.empty());
    }
}
