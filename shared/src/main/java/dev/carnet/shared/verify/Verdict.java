package dev.carnet.shared.verify;

/// What the verifier found, for one log.
public sealed interface Verdict {

    /// The log's name; empty when there was not one readable entry.
    String log();

    /// One line for people, beginning with `Intact` or `Broken at seq N`.
    String line();

    /// Every entry is as it was written, and the head belongs to them.
    ///
    /// @param size how many entries
    /// @param root Merkle root, base64
    record Intact(String log, long size, String root) implements Verdict {
        @Override
        public String line() {
            return "Intact " + size + " entries of " + log + ", root " + root;
        }
    }

    /// The entry of that number is the first that is not as it was written.
    record Broken(String log, long seq, Kind kind) implements Verdict {
        @Override
        public String line() {
            return "Broken at seq " + seq + " - " + kind.text() + suffix(log);
        }
    }

    /// The log ends before its head does: the first missing entry, and how many there should be.
    record Truncated(String log, long seq, long expected) implements Verdict {
        @Override
        public String line() {
            return "Broken at seq "
                    + seq
                    + " - the log is cut here, its head counts "
                    + expected
                    + " entries"
                    + suffix(log);
        }
    }

    /// How an entry is broken.
    enum Kind {
        /// Not a canonical line (RFC 8785), or not of this format.
        FORMAT("not a canonical line of this format"),
        /// The line names another log.
        OTHER_LOG("an entry of another log"),
        /// The number does not follow, though the predecessor does.
        NUMBER("the number was changed"),
        /// The entry of this number is not where it must be.
        MISSING("the entry is missing or out of order"),
        /// An entry stands here that was not here.
        INSERTED("an entry was inserted or stands here twice"),
        /// The bytes are not those its successor or the head has hashed.
        CHANGED("the entry was changed"),
        /// The stored hash is not the hash of the entry.
        LEAF("the stored hash is not that of the entry"),
        /// Time goes back.
        TIME("the time is before that of the entry before"),
        /// There are entries after the end the head names.
        BEYOND_HEAD("entries stand after the end that the head names"),
        /// The head is not the head of these entries.
        HEAD("the head does not belong to these entries"),
        /// There is no head line.
        NO_HEAD("the head line is missing, so the end may be cut"),
        /// The entries up to here differ from those an earlier head was made of.
        REWRITTEN("the entries up to here are not those of the head kept earlier"),
        /// The index row says something else than the entry.
        INDEX("the index row does not match the entry");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /// For people.
        public String text() {
            return text;
        }
    }

    private static String suffix(String log) {
        return log.isEmpty() ? "" : " (" + log + ")";
    }
}
