package dev.carnet.shared.change;

/// One row of the feed.
public record Change(long seq, String workspace, ChangeBody body) {

    /// The workspace of changes that concern everybody, signing keys for example.
    public static final String EVERYWHERE = "*";
}
