package dev.carnet.auth.token;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import jakarta.inject.Singleton;

/// How far this replica has seen the change feed. It is read before anything is looked up for a
/// token: whatever is revoked after the look-up then has a higher number and ends the token.
@Singleton
public final class FeedPosition {

    private final PictureHolder pictures;

    FeedPosition(PictureHolder pictures) {
        this.pictures = pictures;
    }

    /// The sequence for `carnet.seq`.
    public long now() {
        return picture().seq();
    }

    /// The picture to decide by; without a fresh one nothing is issued.
    public Picture picture() {
        return switch (pictures.current()) {
            case Fresh fresh -> fresh.picture();
            case Stale _ -> throw tooOld();
        };
    }

    static Refusal tooOld() {
        return Refusal.because(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "Not able to decide right now; try again in a second.",
                "picture_too_old");
    }
}
