package dev.carnet.mcp.pin;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;

/// Names that must not meet. Two things never share a name at one place: the second is refused.
public interface Collisions {

    /// What those about to be approved would collide with, in words.
    Uni<Optional<String>> of(SqlConnection transaction, String workspace, List<Approved> coming);
}
