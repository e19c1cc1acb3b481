package dev.carnet.shared.standing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/// Who lacks the second factor that a workspace demands of its people. Nothing is issued for them
/// there, and they decide nothing. It only reads.
public final class FactorStore {

    private static final String ASKED =
            "SELECT FROM auth.workspace w WHERE w.workspace_id = $1 AND " + lacks("w", "$2");

    /// Whether somebody lacks it, as a condition.
    ///
    /// @param workspace the alias of `auth.workspace` in the statement
    /// @param person what names the person there, for example `m.person_id`
    public static String lacks(String workspace, String person) {
        return """
        (%1$s.require_second_factor
            AND NOT EXISTS (SELECT FROM auth.totp t WHERE t.person_id = %2$s)
            AND NOT EXISTS (SELECT FROM auth.passkey k WHERE k.person_id = %2$s))
        """
                .formatted(workspace, person);
    }

    /// Whether that person lacks it now.
    public Uni<Boolean> lacks(SqlConnection transaction, String workspace, String person) {
        return transaction
                .preparedQuery(ASKED)
                .execute(Tuple.of(workspace, person))
                .map(rows -> rows.size() > 0);
    }
}
