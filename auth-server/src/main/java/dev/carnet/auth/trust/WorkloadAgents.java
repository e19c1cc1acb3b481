package dev.carnet.auth.trust;

import dev.carnet.auth.agent.Proven;
import dev.carnet.auth.passport.Vouched;
import dev.carnet.auth.passport.Vouchers;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Workloads that are agents here, where passports are asked for and go on. What is trusted is what
/// the token endpoint trusts; only what can be asked for is more.
@Singleton
final class WorkloadAgents implements Vouchers {

    private final Signers signers;
    private final Vouching vouching;
    private final PictureHolder pictures;
    private final ServiceConfig config;
    private final Clock clock;

    WorkloadAgents(
            Signers signers,
            Vouching vouching,
            PictureHolder pictures,
            ServiceConfig config,
            Clock clock) {
        this.signers = signers;
        this.vouching = vouching;
        this.pictures = pictures;
        this.config = config;
        this.clock = clock;
    }

    private record Word(Vouching vouching, Fit fit, Assertion assertion, Caller caller)
            implements Vouched {

        @Override
        public Uni<Void> use(SqlConnection transaction) {
            return vouching.begin(transaction, fit.issuer(), assertion, List.of(caller.subject()))
                    .onFailure(Refusal.class)
                    .transform(_ -> wrong());
        }
    }

    /// The number is read before anything is looked up: whoever takes the issuer or the agent away
    /// afterwards has a higher one.
    @Override
    public Uni<Vouched> judge(String assertion, String agent, String source) {
        Picture picture = picture();
        return Uni.createFrom()
                .deferred(() -> fit(Assertion.parse(assertion), agent, source, picture))
                .onFailure(Refusal.class)
                .transform(WorkloadAgents::refused);
    }

    private Uni<Vouched> fit(Assertion assertion, String agent, String source, Picture picture) {
        Assertion.require(assertion.kind() == Kind.WORKLOAD, "assertion_type");
        return signers.of(
                        Kind.WORKLOAD,
                        assertion,
                        source,
                        issuer -> about(issuer, assertion, agent).isPresent())
                .map(trusted -> only(trusted, assertion, agent))
                .invoke(fit ->
                        assertion.check(
                                fit.audiences(config.issuer()),
                                Limits.WORKLOAD_LIFE,
                                clock.instant()))
                .map(fit -> new Word(vouching, fit, assertion, caller(fit, agent, picture)));
    }

    /// An agent is of one workspace, whose rules alone can name it.
    private static Fit only(List<TrustedIssuer> trusted, Assertion assertion, String agent) {
        return trusted.stream()
                .flatMap(issuer -> about(issuer, assertion, agent).stream())
                .findFirst()
                .orElseThrow(() -> Refusal.invalidGrant("assertion_about_nobody_here"));
    }

    private static Optional<Fit> about(TrustedIssuer issuer, Assertion assertion, String agent) {
        return Workspaces.isOfTenant(issuer, assertion)
                ? Fit.of(issuer, assertion)
                        .filter(fit -> fit.rule().agentId().equals(Optional.of(agent)))
                : Optional.empty();
    }

    private Caller caller(Fit fit, String agent, Picture picture) {
        String workspace = fit.issuer().workspace();
        String owner =
                picture.agent(workspace, agent)
                        .map(AgentState::owner)
                        .orElseThrow(WorkloadAgents::wrong);
        var most =
                picture.role(workspace, owner)
                        .map(role -> Scopes.common(fit.most(), Scopes.usableBy(role)))
                        .orElseThrow(WorkloadAgents::wrong);
        return new Proven(workspace, agent, owner, most, fit.issuer().id(), picture.seq())
                .caller(picture, clock.instant())
                .orElseThrow(WorkloadAgents::wrong);
    }

    private Picture picture() {
        return switch (pictures.current()) {
            case PictureView.Fresh(Picture picture) -> picture;
            case PictureView.Stale _ -> throw new PictureTooOld("to say who a workload is");
        };
    }

    private static Refused refused(Throwable why) {
        return why instanceof Refusal refusal && refusal.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                ? new Refused(dev.carnet.shared.desk.Refusal.UNAVAILABLE, refusal.publicText())
                : wrong();
    }

    /// One answer to everything that is wrong with a platform's word.
    private static Refused wrong() {
        return new Refused(
                dev.carnet.shared.desk.Refusal.INVALID_TOKEN,
                "The assertion is not one of a trusted issuer that a rule takes for this agent, is"
                        + " not for this server, has expired or was used before.");
    }
}
