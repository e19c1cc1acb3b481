package dev.carnet.auth.journey;

import dev.carnet.testing.World;
import java.util.List;

/// What the database says, read as the superuser.
public final class Rows {

    private Rows() {}

    /// The first column of every row.
    public static List<String> strings(String sql, Object... parameters) {
        return World.current().strings(sql, parameters);
    }

    public static String string(String sql, Object... parameters) {
        return strings(sql, parameters).getFirst();
    }

    /// The acts in the log of a workspace, in order.
    public static List<String> acts(String workspace) {
        return strings(
                """
                SELECT i.act FROM audit.index i JOIN audit.log l USING (log_id)
                WHERE l.workspace_id = ? ORDER BY i.seq
                """,
                workspace);
    }
}
