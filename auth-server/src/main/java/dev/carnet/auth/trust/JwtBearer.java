package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.token.GrantJourney;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.TokenAnswer;
import dev.carnet.auth.trust.IssuerKeys.Word;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;

/// `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): a client that proved
/// itself brings an issuer's word about a person; a workload brings one about itself and no client.
@Singleton
final class JwtBearer implements GrantJourney {

    private final TrustedIssuerStore issuers;
    private final IssuerKeys keys;
    private final PersonVouched persons;
    private final WorkloadVouched workloads;
    private final Pool pool;

    JwtBearer(
            TrustedIssuerStore issuers,
            IssuerKeys keys,
            PersonVouched persons,
            WorkloadVouched workloads,
            Pool pool) {
        this.issuers = issuers;
        this.keys = keys;
        this.persons = persons;
        this.workloads = workloads;
        this.pool = pool;
    }

    @Override
    public GrantType grant() {
        return GrantType.JWT_BEARER;
    }

    @Override
    public Uni<TokenAnswer> answer(Client client, GrantRequest asked) {
        Assertion assertion = read(asked, Kind.ID_JAG);
        return signers(
                        Kind.ID_JAG,
                        assertion,
                        asked,
                        issuer ->
                                issuer.vouchesThrough(client.id(), client.workspace())
                                        && Workspaces.isAbout(issuer, assertion, asked.form()))
                .chain(trusted -> persons.answer(client, asked, assertion, trusted));
    }

    @Override
    public Uni<TokenAnswer> answer(GrantRequest asked) {
        Assertion assertion = read(asked, Kind.WORKLOAD);
        return signers(
                        Kind.WORKLOAD,
                        assertion,
                        asked,
                        issuer ->
                                Workspaces.isAbout(issuer, assertion, asked.form())
                                        && WorkloadVouched.knows(issuer, assertion))
                .chain(trusted -> workloads.answer(asked, assertion, trusted));
    }

    private static Assertion read(GrantRequest asked, Kind kind) {
        Assertion assertion = Assertion.parse(asked.form().required("assertion"));
        Assertion.require(assertion.kind() == kind, "assertion_type");
        return assertion;
    }

    /// Each workspace's trust under which the signature holds. Without any, nothing the assertion
    /// says was said by anybody.
    private Uni<List<TrustedIssuer>> signers(
            Kind kind,
            Assertion assertion,
            GrantRequest asked,
            Predicate<TrustedIssuer> concerned) {
        return issuers.named(pool, kind, assertion.issuer())
                .chain(all -> heard(all, assertion, asked.visitor().address()))
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
