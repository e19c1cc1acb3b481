package dev.carnet.shared.picture;

/// What a request may decide by at this moment.
public sealed interface PictureView {

    /// A picture young enough that whatever was answered as revoked is in it.
    record Fresh(Picture picture) implements PictureView {}

    /// Too old, or a change in the feed is not understood: refuse with 503.
    record Stale() implements PictureView {}
}
