package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.token.GrantJourney;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.TokenAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

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
        return signers(Kind.ID_JAG, assertion, asked)
                .chain(trusted -> persons.answer(client, asked, assertion, trusted));
    }

    @Override
    public Uni<TokenAnswer> answer(GrantRequest asked) {
        Assertion assertion = read(asked, Kind.WORKLOAD);
        return signers(Kind.WORKLOAD, assertion, asked)
                .chain(trusted -> workloads.answer(asked, assertion, trusted));
    }

    private static Assertion read(GrantRequest asked, Kind kind) {
        Assertion assertion = Assertion.parse(asked.form().required("assertion"));
        Assertion.require(assertion.kind() == kind, "assertion_type");
        return assertion;
    }

    /// Each workspace's trust under which the signature holds. Without any, nothing the assertion
    /// says was said by anybody.
    private Uni<List<TrustedIssuer>> signers(Kind kind, Assertion assertion, GrantRequest asked) {
        return issuers.named(pool, kind, assertion.issuer())
                .chain(all -> holding(all, assertion, asked.visitor().address()))
                .invoke(holding -> {
                    if (holding.isEmpty()) {
                        throw Refusal.invalidGrant("assertion_issuer_or_signature");
                    }
                });
    }

    private Uni<List<TrustedIssuer>> holding(
            List<TrustedIssuer> all, Assertion assertion, String source) {
        Uni<List<TrustedIssuer>> found = Uni.createFrom().item(List.of());
        for (TrustedIssuer issuer : all) {
            found =
                    found.chain(before ->
                            keys.signed(issuer, assertion, source)
                                    .map(signed -> signed ? with(before, issuer) : before));
        }
        return found;
    }

    private static List<TrustedIssuer> with(List<TrustedIssuer> before, TrustedIssuer issuer) {
        var all = new ArrayList<>(before);
        all.add(issuer);
        return List.copyOf(all);
    }
}
