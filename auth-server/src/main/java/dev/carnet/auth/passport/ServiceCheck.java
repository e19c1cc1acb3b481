package dev.carnet.auth.passport;

import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.protocol.ToolsetPlace;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Service;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/// Whether a passport that counts does so for a service, and a tool of it. What the gateway decides
/// by more than the passport (rules, toolsets, arguments) is not looked at.
@Singleton
final class ServiceCheck {

    private final ServiceStore services = new ServiceStore();
    private final Audiences audiences;
    private final Pool pool;

    ServiceCheck(Audiences audiences, Pool pool) {
        this.audiences = audiences;
        this.pool = pool;
    }

    /// The verdict where nothing more is asked, or it counts for that as well.
    Uni<Verdict> judge(Verdict verdict, Presented asked) {
        if (asked.service().isEmpty()) {
            asked.tool()
                    .ifPresent(_ -> {
                        throw Refused.field("/tool", "needs a service");
                    });
            return Uni.createFrom().item(verdict);
        }
        return verdict.active()
                ? names(verdict, asked.service().get(), asked.tool())
                        .map(names -> isFor(verdict, names, asked.tool()))
                        .map(counts -> counts ? verdict : verdict.outside())
                : Uni.createFrom().item(verdict);
    }

    private Uni<Set<String>> names(Verdict verdict, String service, Optional<String> tool) {
        return service.equals(Service.CARNET)
                ? Uni.createFrom().item(Set.of(Service.CARNET))
                : services.namesOf(pool, verdict.workspace().orElseThrow(), service, tool);
    }

    private boolean isFor(Verdict verdict, Set<String> names, Optional<String> tool) {
        String resource = verdict.resource().orElseThrow();
        boolean there =
                audiences.isGateway(resource)
                        && ToolsetPlace.of(resource)
                                .map(place -> names.contains(place.slug()))
                                .orElse(!names.isEmpty());
        return there
                && verdict.mandate()
                        .flatMap(PassportMandate::services)
                        .map(some -> some.stream().anyMatch(one -> lets(one, names, tool)))
                        .orElse(true);
    }

    private static boolean lets(ServiceForm one, Set<String> names, Optional<String> tool) {
        return names.contains(one.id())
                && tool.map(name -> one.tools().map(some -> some.contains(name)).orElse(true))
                        .orElse(true);
    }
}
