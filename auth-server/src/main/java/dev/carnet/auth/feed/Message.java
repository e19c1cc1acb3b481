package dev.carnet.auth.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.picture.PlacedRevocation;
import java.time.Instant;

/// What the stream says.
sealed interface Message {

    /// The name of the event.
    String event();

    /// Something was taken away. For a client, an agent, a member, an issuer and the workspace,
    /// every token whose `carnet.seq` is below `seq` is dead; for the rest the id alone counts.
    ///
    /// @param seq its number; of two with the same type and id the higher one counts
    /// @param keepUntil when nothing it ends can be alive any more
    record Revoked(long seq, String type, String id, @JsonProperty("keep_until") Instant keepUntil)
            implements Message {

        static Revoked of(PlacedRevocation one) {
            return new Revoked(
                    one.revocation().seq(), one.type(), one.id(), one.revocation().keepUntil());
        }

        @Override
        public String event() {
            return "revoked";
        }
    }

    /// Everything up to that number has been said. Its number is the place to go on from.
    record Position(long seq) implements Message {
        @Override
        public String event() {
            return "position";
        }
    }

    /// The place to go on from lies ahead of everything, as after a database was restored: forget
    /// what was read, all of it follows.
    record Reset(long seq) implements Message {
        @Override
        public String event() {
            return "reset";
        }
    }

    /// The stream ends: `credential`, or `time` after which its reader comes again.
    record End(String why) implements Message {
        @Override
        public String event() {
            return "end";
        }
    }
}
