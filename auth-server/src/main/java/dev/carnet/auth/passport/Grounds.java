package dev.carnet.auth.passport;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.standing.FactorStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/// What somebody issues a passport on: a credential that stands, and a second factor where the
/// workspace demands one of its people.
final class Grounds {

    private final PassportStore store = new PassportStore();
    private final FactorStore factors = new FactorStore();
    private final EndingLockStore locks = new EndingLockStore();

    /// Goes on only with both. Whoever takes the credential away from now on finds the passport.
    Uni<Void> hold(SqlConnection transaction, ApiCall call) {
        Through through = Through.of(call.caller());
        return locks.hold(transaction, call.workspace(), through.ids())
                .chain(() -> store.isOver(transaction, call.workspace(), through))
                .invoke(Grounds::demandGoingOn)
                .chain(() -> factor(transaction, call));
    }

    /// What this replica has not heard yet it will have when the caller comes again.
    private static void demandGoingOn(boolean over) {
        if (over) {
            throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        }
    }

    /// A personal key is good for years, and its person may have no factor since before it was
    /// demanded. A workspace's own keys and clients are nobody's.
    private Uni<Void> factor(SqlConnection transaction, ApiCall call) {
        return call.isOfPerson()
                ? factors.lacks(transaction, call.workspace(), call.person())
                        .invoke(lacks -> demandFactor(lacks, "You have"))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /// For an agent the factor of its owner counts.
    static void demandFactor(Bearer bearer) {
        demandFactor(bearer.lacksFactor(), "The agent's owner has");
    }

    private static void demandFactor(boolean lacks, String who) {
        if (lacks) {
            throw new Refused(
                    Refusal.SECOND_FACTOR_REQUIRED,
                    who
                            + " no second factor, which the workspace demands: an authenticator app"
                            + " or a passkey is set up at /account.");
        }
    }
}
