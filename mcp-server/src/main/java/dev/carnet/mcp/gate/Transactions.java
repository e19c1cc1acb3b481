package dev.carnet.mcp.gate;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;

/// Does work in one transaction. Fails when the work did, and also when the work was done and
/// nobody heard of it: who uses this must be right either way.
@FunctionalInterface
interface Transactions {

    /// Does it.
    <T> Uni<T> in(Function<SqlConnection, Uni<T>> work);
}
