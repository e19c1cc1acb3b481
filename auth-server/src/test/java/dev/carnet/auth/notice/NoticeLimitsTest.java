package dev.carnet.auth.notice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.mail.Post;
import org.junit.jupiter.api.Test;

class NoticeLimitsTest {

    /// J6: what is being sent is nobody else's until the whole turn is over, however slow the mail
    /// server is: otherwise another process would send it, too.
    @Test
    void a_turn_is_over_before_its_letters_are_taken_again() {
        var turn = Post.PATIENCE.multipliedBy(NoticeLimits.MAILBOXES);
        assertTrue(turn.compareTo(NoticeLimits.TAKEN_FOR) < 0);
    }
}
