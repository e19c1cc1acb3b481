package dev.carnet.shared.startup;

import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: this replica may decide, because its picture is fresh. It could not have begun on
/// an unknown schema or without durability.
@Readiness
@Singleton
public final class Ready implements HealthCheck {

    private final PictureHolder pictures;

    Ready(PictureHolder pictures) {
        this.pictures = pictures;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("picture");
        return switch (pictures.current()) {
            case Fresh fresh -> answer.up().withData("seq", fresh.picture().seq()).build();
            case Stale _ -> answer.down().build();
        };
    }
}
