package dev.carnet.auth.passport;

import dev.carnet.auth.agent.Enrolments;
import dev.carnet.auth.http.Visitors;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.ApiCall;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.function.Function;

/// Who asks for a passport without another credential: an agent with a key of its own, or a
/// workload that its platform vouches for. The assertion is judged first, so that strangers have
/// nothing kept; and used up last, so that it counts still where only a nonce was missing.
@Singleton
final class SignedRequests {

    private final Enrolments enrolments;
    private final Vouchers vouchers;
    private final Holders holders;
    private final HolderProofs proofs;
    private final Presentations presentations;
    private final Visitors visitors;

    SignedRequests(
            Enrolments enrolments,
            Vouchers vouchers,
            Holders holders,
            HolderProofs proofs,
            Presentations presentations,
            Visitors visitors) {
        this.enrolments = enrolments;
        this.vouchers = vouchers;
        this.holders = holders;
        this.proofs = proofs;
        this.presentations = presentations;
        this.visitors = visitors;
    }

    /// A request of an agent that proved who it is.
    ///
    /// @param use what has to happen first in the transaction that gives the passport
    record Signed(ApiCall call, PassportRequest asked, Function<SqlConnection, Uni<Void>> use) {}

    Uni<Signed> judge(RoutingContext routing, AssertedRequest body) {
        Uni<Signed> signed =
                Enrolments.isAgents(body.assertion())
                        ? byKey(routing, body)
                        : byPlatform(routing, body);
        return signed.invoke(one -> presentations.use(one.call().caller().subject()));
    }

    private Uni<Signed> byKey(RoutingContext routing, AssertedRequest body) {
        return enrolments
                .judge(body.assertion())
                .onFailure()
                .transform(why -> presentations.wrong(routing, why))
                .chain(assertion ->
                        asked(routing, body)
                                .chain(asked ->
                                        enrolments
                                                .use(assertion)
                                                .onFailure()
                                                .transform(why -> presentations.wrong(routing, why))
                                                .map(agent ->
                                                        signed(
                                                                routing,
                                                                agent,
                                                                asked,
                                                                _ -> NOTHING))));
    }

    private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();

    private Uni<Signed> byPlatform(RoutingContext routing, AssertedRequest body) {
        return vouchers.judge(
                        body.assertion(),
                        body.passport().agentId(),
                        visitors.of(routing.request()).address())
                .onFailure()
                .transform(why -> presentations.wrong(routing, why))
                .chain(word ->
                        asked(routing, body)
                                .map(asked -> signed(routing, word.caller(), asked, word::use)));
    }

    private Uni<PassportRequest> asked(RoutingContext routing, AssertedRequest body) {
        return proofs.askingOutside(routing).map(body.passport()::provenBy);
    }

    private Signed signed(
            RoutingContext routing,
            Caller agent,
            PassportRequest asked,
            Function<SqlConnection, Uni<Void>> use) {
        return new Signed(holders.call(routing, agent), asked, use);
    }
}
