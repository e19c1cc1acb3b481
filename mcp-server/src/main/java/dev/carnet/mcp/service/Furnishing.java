package dev.carnet.mcp.service;

import dev.carnet.mcp.service.TermsStore.Kept;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.ApiCall;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts beside a server what a template knows of its service. What an operator decided about its
/// use (constraints, intents, mode) stays.
@Singleton
public final class Furnishing {

    private final DescriptionStore descriptions;
    private final TermsStore terms;
    private final Clock clock;

    Furnishing(DescriptionStore descriptions, TermsStore terms, Clock clock) {
        this.descriptions = descriptions;
        this.terms = terms;
        this.clock = clock;
    }

    /// What there is to put.
    ///
    /// @param document how the service describes itself; without one it has only plain paths
    /// @param hosts where its redirects may lead
    /// @param headers that it wants with every request
    /// @param check a path that tells a wrong credential
    public record Furniture(
            Optional<String> document,
            List<String> hosts,
            Map<String, String> headers,
            Optional<String> check) {}

    /// Puts it, and says what every replica has to learn.
    public Uni<List<ChangeBody>> put(
            SqlConnection transaction, ApiCall call, String server, Furniture furniture) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return describe(transaction, call, server, furniture.document(), now)
                .chain(() -> set(transaction, call, server, furniture, now))
                .replaceWith(
                        List.of(
                                new GatewayChanged(Descriptions.PART),
                                new GatewayChanged(TermsBook.PART)));
    }

    private Uni<Void> describe(
            SqlConnection transaction,
            ApiCall call,
            String server,
            Optional<String> document,
            Instant now) {
        if (document.isEmpty()) {
            return descriptions.delete(transaction, call.workspace(), server).replaceWithVoid();
        }
        return descriptions
                .find(transaction, call.workspace(), server)
                .chain(before ->
                        descriptions.put(
                                transaction,
                                new DescriptionStore.Kept(
                                        call.workspace(),
                                        server,
                                        document.get(),
                                        before.map(kept -> kept.version() + 1).orElse(1),
                                        call.caller().subject(),
                                        now)));
    }

    private Uni<Void> set(
            SqlConnection transaction,
            ApiCall call,
            String server,
            Furniture furniture,
            Instant now) {
        return terms.find(transaction, call.workspace(), server)
                .chain(before ->
                        terms.put(transaction, kept(call, server, furniture, before, now)));
    }

    private static Kept kept(
            ApiCall call, String server, Furniture furniture, Optional<Kept> before, Instant now) {
        Terms after =
                before.map(Kept::terms)
                        .orElse(Terms.USUAL)
                        .with(furniture.hosts(), furniture.headers(), furniture.check());
        return new Kept(
                call.workspace(),
                server,
                after,
                before.map(Kept::fence).orElse(Fence.OPEN),
                Kept.hostsByOwner(call, before, after),
                before.map(kept -> kept.version() + 1).orElse(1),
                call.caller().subject(),
                now);
    }
}
