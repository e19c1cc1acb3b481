package dev.carnet.local.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many checks went how.
public record Counts(int passed, int failed, int skipped) {

    /// Nothing was checked yet.
    static final Counts NONE = new Counts(0, 0, 0);

    /// What a script left behind; one that ended badly is one more failed check.
    static Counts of(int status, Path result) throws IOException {
        Counts counts =
                Files.exists(result)
                        ? new ObjectMapper().readValue(result.toFile(), Counts.class)
                        : NONE;
        return status == 0 ? counts : counts.plus(new Counts(0, 1, 0));
    }

    /// Both together.
    Counts plus(Counts others) {
        return new Counts(passed + others.passed, failed + others.failed, skipped + others.skipped);
    }

    /// Whether everything that should have run did, and passed.
    public boolean clean() {
        return passed > 0 && failed == 0 && skipped == 0;
    }

    /// `69 passed, 0 failed`, and how many were skipped when any were.
    @Override
    public String toString() {
        return passed
                + " passed, "
                + failed
                + " failed"
                + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }
}
