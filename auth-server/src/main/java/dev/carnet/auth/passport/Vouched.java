package dev.carnet.auth.passport;

import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/// A platform's word that a workload is an agent of ours.
public interface Vouched {

    /// The agent, with the most that it gets by this; its session is the trusted issuer's id.
    Caller caller();

    /// Uses the word up in that transaction, unless somebody did before or it is trusted no more.
    Uni<Void> use(SqlConnection transaction);
}
