package dev.carnet.bench.person;

import java.io.IOException;

/// An answer came, and another one than was expected.
public final class Unexpected extends IOException {

    private static final long serialVersionUID = 1;
    private static final int UNABLE = 503;

    private final int status;

    Unexpected(int status, String words) {
        super(words);
        this.status = status;
    }

    /// Whether the service says that it decided nothing, so that the same may be asked again.
    public boolean undecided() {
        return status == UNABLE;
    }
}
