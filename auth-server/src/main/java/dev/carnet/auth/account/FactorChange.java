package dev.carnet.auth.account;

import dev.carnet.auth.factor.Enrolled;
import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.factor.RecoveryCodes;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.Authentication;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.signin.Strength;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The journey of every change of somebody's factors: lock what they have, demand the strength for
/// it, change it, and what goes with the change, all in one transaction with its event.
@Singleton
final class FactorChange {

    private final Pool pool;
    private final EnrolledStore enrolled;
    private final RecoveryCodes codes;
    private final Sessions sessions;
    private final Visitors visitors;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Pages pages;
    private final Clock clock;

    FactorChange(
            Pool pool,
            EnrolledStore enrolled,
            RecoveryCodes codes,
            Sessions sessions,
            Visitors visitors,
            AuditOutbox outbox,
            AuditLog log,
            Pages pages,
            Clock clock) {
        this.pool = pool;
        this.enrolled = enrolled;
        this.codes = codes;
        this.sessions = sessions;
        this.visitors = visitors;
        this.outbox = outbox;
        this.log = log;
        this.pages = pages;
        this.clock = clock;
    }

    /// Who changes what.
    record Order(HttpServerRequest request, SignedIn person, String act, Factors.Kind kind) {

        static Order of(Answered answered, String act, Factors.Kind kind) {
            return new Order(answered.request(), answered.person(), act, kind);
        }
    }

    /// What came of it.
    ///
    /// @param cookie the `Set-Cookie` header, if the session became another
    /// @param codes recovery codes to be shown this once
    record Changed(Optional<String> cookie, List<String> codes, Outboxed outboxed) {}

    /// Adds a factor. The session becomes a new one that knows it, and every other session of the
    /// person, begun without it, is over (V10). With the first factor come recovery codes.
    Uni<Optional<Changed>> add(Order order, Function<SqlConnection, Uni<Boolean>> change) {
        return change(
                order,
                change,
                (transaction, has) ->
                        fresh(transaction, order, has)
                                .chain(list ->
                                        renewed(transaction, order)
                                                .chain(cookie ->
                                                        put(transaction, order)
                                                                .map(out ->
                                                                        new Changed(
                                                                                Optional.of(cookie),
                                                                                list,
                                                                                out)))));
    }

    /// Takes a factor away, or changes what it is called.
    Uni<Optional<Changed>> alter(Order order, Function<SqlConnection, Uni<Boolean>> change) {
        return change(
                order,
                change,
                (transaction, _) ->
                        enrolled.tidy(transaction, order.person().person())
                                .chain(() -> put(transaction, order))
                                .map(out -> new Changed(Optional.empty(), List.of(), out)));
    }

    /// Makes new recovery codes for somebody who has a factor.
    Uni<Optional<Changed>> renewCodes(Order order) {
        return pool.withTransaction(transaction ->
                        locked(transaction, order)
                                .chain(has ->
                                        has.any()
                                                ? renewCodes(transaction, order).map(Optional::of)
                                                : none()))
                .call(this::settle);
    }

    private Uni<Changed> renewCodes(SqlConnection transaction, Order order) {
        return codes.renew(transaction, order.person().person(), clock.instant())
                .chain(list ->
                        put(transaction, order)
                                .map(out -> new Changed(Optional.empty(), list, out)));
    }

    private interface Rest {
        Uni<Changed> after(SqlConnection transaction, Enrolled before);
    }

    private Uni<Optional<Changed>> change(
            Order order, Function<SqlConnection, Uni<Boolean>> change, Rest rest) {
        return pool.withTransaction(transaction ->
                        locked(transaction, order)
                                .chain(has ->
                                        change.apply(transaction)
                                                .chain(done ->
                                                        done
                                                                ? rest.after(transaction, has)
                                                                        .map(Optional::of)
                                                                : none())))
                .call(this::settle);
    }

    private Uni<Enrolled> locked(SqlConnection transaction, Order order) {
        return enrolled.ofLocked(transaction, order.person().person())
                .invoke(has -> demand(order.person(), has));
    }

    /// Refuses a change by somebody who did not prove the factor they have.
    private static void demand(SignedIn person, Enrolled has) {
        if (!person.sufficesFor(has)) {
            throw Refusal.because(
                    ErrorCode.ACCESS_DENIED,
                    "Sign in again, with your second factor, to change how you sign in.",
                    "second_factor_needed");
        }
    }

    private Uni<List<String>> fresh(SqlConnection transaction, Order order, Enrolled has) {
        return has.recoveryCodes() > 0
                ? Uni.createFrom().item(List.of())
                : codes.renew(transaction, order.person().person(), clock.instant());
    }

    private Uni<String> renewed(SqlConnection transaction, Order order) {
        var strength =
                order.kind() == Factors.Kind.PASSKEY ? Strength.PASSKEY : Strength.TWO_FACTORS;
        var done = new Authentication(order.person().person(), strength, clock.instant());
        return sessions.endAll(transaction, order.person().person())
                .chain(() -> sessions.open(transaction, order.request(), done));
    }

    private Uni<Outboxed> put(SqlConnection transaction, Order order) {
        Event event =
                Event.of(Event.SYSTEM, order.act(), clock.instant())
                        .with("sub", order.person().person())
                        .with("kind", order.kind().wire())
                        .with("out", "ok");
        return outbox.put(transaction, visitors.of(order.request()).in(event));
    }

    private Uni<Void> settle(Optional<Changed> changed) {
        return changed.map(done -> log.settle(done.outboxed()).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Uni<Optional<Changed>> none() {
        return Uni.createFrom().item(Optional.empty());
    }

    /// Shows the codes there are to show, or goes back to the list.
    Uni<Response> answer(Optional<Changed> changed) {
        return answer(changed, Onward.SECURITY);
    }

    /// The same, on the way to somewhere.
    Uni<Response> answer(Optional<Changed> changed, Onward onward) {
        String next = changed.isPresent() ? onward.path() : SecurityEndpoint.HERE;
        return changed.filter(done -> !done.codes().isEmpty())
                .map(done -> pages.show(200, new RecoveryCodesPage(done.codes(), next)))
                .orElseGet(() -> Uni.createFrom().item(pages.redirect(pages.root() + next)))
                .map(answer ->
                        changed.flatMap(Changed::cookie)
                                .map(cookie ->
                                        Response.fromResponse(answer)
                                                .header("Set-Cookie", cookie)
                                                .build())
                                .orElse(answer));
    }
}
