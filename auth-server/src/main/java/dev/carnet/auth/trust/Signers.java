package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.trust.IssuerKeys.Word;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;

/// Whose word an assertion is: each workspace's trust under which the signature holds. Without any,
/// nothing the assertion says was said by anybody.
@Singleton
final class Signers {

    private final TrustedIssuerStore issuers;
    private final IssuerKeys keys;
    private final Pool pool;

    Signers(TrustedIssuerStore issuers, IssuerKeys keys, Pool pool) {
        this.issuers = issuers;
        this.keys = keys;
        this.pool = pool;
    }

    /// @param source the address it comes from
    /// @param concerned whether the assertion may be about that issuer's workspace
    Uni<List<TrustedIssuer>> of(
            Kind kind, Assertion assertion, String source, Predicate<TrustedIssuer> concerned) {
        return issuers.named(pool, kind, assertion.issuer())
                .chain(all -> heard(all, assertion, source))
                .map(heard -> holding(heard, concerned));
    }

    /// What an issuer's keys say.
    private record Heard(TrustedIssuer issuer, Word word) {}

    /// Where the keys of one that this may be about are out of reach, nothing is decided: not that
    /// the assertion is worthless, nor that it is meant for another workspace.
    private static List<TrustedIssuer> holding(
            List<Heard> heard, Predicate<TrustedIssuer> concerned) {
        for (Heard one : heard) {
            if (one.word() instanceof Word.Unreachable(String reason)
                    && concerned.test(one.issuer())) {
                throw Refusal.because(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "The issuer's keys could not be fetched; try again in a minute.",
                        reason);
            }
        }
        List<TrustedIssuer> holding =
                heard.stream()
                        .filter(one -> one.word() instanceof Word.Signed)
                        .map(Heard::issuer)
                        .toList();
        Assertion.require(!holding.isEmpty(), "assertion_issuer_or_signature");
        return holding;
    }

    /// One after the other: mostly it is one.
    private Uni<List<Heard>> heard(List<TrustedIssuer> all, Assertion assertion, String source) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(issuer ->
                        keys.word(issuer, assertion, source).map(word -> new Heard(issuer, word)))
                .collect()
                .asList();
    }
}
