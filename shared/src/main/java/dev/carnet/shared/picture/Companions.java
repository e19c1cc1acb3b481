package dev.carnet.shared.picture;

import dev.carnet.shared.change.Change;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// All companions of a replica, one after the other on the follower's connection.
record Companions(List<Companion> all) {

    Uni<Runnable> load(SqlConnection open) {
        return each(companion -> companion.load(open));
    }

    Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().item((Runnable) () -> {})
                : each(companion -> companion.follow(open, changes));
    }

    private Uni<Runnable> each(Function<Companion, Uni<Runnable>> reading) {
        var ready = new ArrayList<Runnable>();
        Uni<Void> chain = Uni.createFrom().voidItem();
        for (Companion companion : all) {
            chain =
                    chain.chain(() -> reading.apply(companion))
                            .invoke(ready::add)
                            .replaceWithVoid();
        }
        Runnable put = () -> ready.forEach(Runnable::run);
        return chain.replaceWith(put);
    }
}
