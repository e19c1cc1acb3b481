package dev.carnet.auth.passport;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.ToolsetPlace;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Mandate;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// The resources that passports are for: the gateway, a place of it, or a resource server of
/// others. What counts elsewhere does nothing here: whoever is shown it there could else renew it,
/// report with it or send others.
@Singleton
final class Audiences {

    private final ServiceStore services = new ServiceStore();
    private final Resources resources;

    Audiences(Resources resources) {
        this.resources = resources;
    }

    /// The request with the identifier of the resource that it means.
    Uni<PassportRequest> meant(SqlConnection transaction, ApiCall call, PassportRequest request) {
        String named = request.resource().orElse(resources.mcp());
        String known =
                resources
                        .known(named)
                        .filter(one -> isGateway(one) || isElsewhere(one))
                        .orElseThrow(Audiences::unknown);
        Optional<ToolsetPlace> place = ToolsetPlace.of(known).filter(_ -> isGateway(known));
        if (place.filter(one -> !one.workspace().equals(call.workspace())).isPresent()) {
            throw unknown();
        }
        return place.map(one -> exists(transaction, call, one))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(() -> request.at(known));
    }

    private Uni<Void> exists(SqlConnection transaction, ApiCall call, ToolsetPlace place) {
        return services.isPlace(transaction, call.workspace(), place.slug())
                .invoke(there -> {
                    if (!there) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }

    private static Refused unknown() {
        return Refused.field("/resource", "is no resource that passports are for");
    }

    /// Whether it is the gateway or a place of it.
    boolean isGateway(String resource) {
        return resources.reaches(List.of(resources.mcp()), resource);
    }

    private boolean isElsewhere(String resource) {
        return resources.others().contains(resource);
    }

    /// What the gateway does not see it cannot compare with any report, and services behind it are
    /// no bounds of anything elsewhere.
    void demandBounds(Terms terms, Mandate mandate) {
        boolean elsewhere = terms.request().resource().filter(this::isElsewhere).isPresent();
        boolean bounded = mandate.services().isPresent() || mandate.mode() != Mandate.Mode.STANDARD;
        if (elsewhere && bounded) {
            throw Refused.field(
                    "/resource",
                    "is outside the gateway, and the agent is watched, or for services behind it"
                            + " only");
        }
    }

    /// The audience that a passport has to have which is shown here: the one it says itself, where
    /// that is the gateway or a place of it.
    String shown(String token) {
        String said = said(token).orElse(resources.mcp());
        if (isElsewhere(said)) {
            throw new Refused(
                    Refusal.INVALID_TOKEN, "It is for another resource server: ask for a new one.");
        }
        return isGateway(said) ? said : resources.mcp();
    }

    private static Optional<String> said(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getAudience().stream().findFirst();
        } catch (ParseException unreadable) {
            return Optional.empty();
        }
    }
}
