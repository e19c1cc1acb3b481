package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.token.GrantJourney;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.TokenAnswer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): a client that proved
/// itself brings an issuer's word about a person; a workload brings one about itself and no client.
@Singleton
final class JwtBearer implements GrantJourney {

    private final Signers signers;
    private final PersonVouched persons;
    private final WorkloadVouched workloads;

    JwtBearer(Signers signers, PersonVouched persons, WorkloadVouched workloads) {
        this.signers = signers;
        this.persons = persons;
        this.workloads = workloads;
    }

    @Override
    public GrantType grant() {
        return GrantType.JWT_BEARER;
    }

    @Override
    public Uni<TokenAnswer> answer(Client client, GrantRequest asked) {
        Assertion assertion = read(asked, Kind.ID_JAG);
        return signers.of(
                        Kind.ID_JAG,
                        assertion,
                        asked.visitor().address(),
                        issuer ->
                                issuer.vouchesThrough(client.id(), client.workspace())
                                        && Workspaces.isAbout(issuer, assertion, asked.form()))
                .chain(trusted -> persons.answer(client, asked, assertion, trusted));
    }

    @Override
    public Uni<TokenAnswer> answer(GrantRequest asked) {
        Assertion assertion = read(asked, Kind.WORKLOAD);
        return signers.of(
                        Kind.WORKLOAD,
                        assertion,
                        asked.visitor().address(),
                        issuer ->
                                Workspaces.isAbout(issuer, assertion, asked.form())
                                        && Fit.of(issuer, assertion).isPresent())
                .chain(trusted -> workloads.answer(asked, assertion, trusted));
    }

    private static Assertion read(GrantRequest asked, Kind kind) {
        Assertion assertion = Assertion.parse(asked.form().required("assertion"));
        Assertion.require(assertion.kind() == kind, "assertion_type");
        return assertion;
    }
}
