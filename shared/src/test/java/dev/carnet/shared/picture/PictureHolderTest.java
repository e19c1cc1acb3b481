package dev.carnet.shared.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureHolderTest {

    private final HandPicture hand = new HandPicture();

    private void fresh() {
        assertInstanceOf(Fresh.class, hand.holder().current());
    }

    private void stale() {
        assertInstanceOf(Stale.class, hand.holder().current());
    }

    @Test
    void is_stale_before_the_first_poll() {
        assertInstanceOf(Stale.class, new PictureHolder(System::nanoTime).current());
    }

    @Test
    void is_stale_one_second_after_the_last_poll_was_sent() {
        hand.sleep(999);
        fresh();
        hand.sleep(1);
        stale();
    }

    @Test
    void counts_from_when_the_poll_was_sent_and_not_from_its_answer() {
        hand.confirmSentBefore(900);
        hand.sleep(99);
        fresh();
        hand.sleep(1);
        stale();
        hand.confirmSentBefore(1000);
        stale();
        hand.confirmSentBefore(999);
        fresh();
    }

    @Test
    void does_not_grow_younger_by_changes_alone() {
        hand.sleep(900);
        hand.workspace("ws_1");
        hand.sleep(100);
        stale();
    }

    @Test
    void is_stale_at_once_when_distrusted_and_after_a_snapshot() {
        hand.holder().distrust();
        stale();
        hand.confirmSentBefore(0);
        fresh();
        hand.holder().replace(hand.now());
        stale();
    }

    @Test
    void tells_of_every_change_and_of_stale_and_fresh_once_each() {
        List<String> told = new ArrayList<>();
        Runnable end = hand.holder().onChange(view -> told.add(describe(view)));
        hand.workspace("ws_1");
        hand.sleep(500);
        hand.sleep(500);
        hand.sleep(500);
        hand.confirmSentBefore(0);
        hand.confirmSentBefore(0);
        hand.workspace("ws_2");
        end.run();
        hand.workspace("ws_3");
        assertEquals(List.of("1", "stale", "1", "2"), told);
    }

    @Test
    void tells_who_asks_for_one_workspace_of_its_changes_and_of_everybodys() {
        List<String> told = new ArrayList<>();
        hand.holder().onChange("ws_1", view -> told.add(describe(view)));
        hand.workspace("ws_1");
        hand.workspace("ws_2");
        hand.sleep(1000);
        hand.workspace("ws_2");
        hand.confirmSentBefore(0);
        hand.change(Change.EVERYWHERE, new GatewayChanged("all"));
        hand.workspace("ws_1");
        assertEquals(List.of("1", "stale", "3", "4", "5"), told);
    }

    @Test
    void goes_on_telling_when_a_listener_fails() {
        List<String> told = new ArrayList<>();
        hand.holder()
                .onChange(view -> {
                    throw new IllegalStateException("a listener of this test");
                });
        hand.holder().onChange(view -> told.add(describe(view)));
        hand.workspace("ws_1");
        assertEquals(List.of("1"), told);
    }

    private static String describe(PictureView view) {
        return switch (view) {
            case Fresh fresh -> Long.toString(fresh.picture().seq());
            case Stale _ -> "stale";
        };
    }
}
