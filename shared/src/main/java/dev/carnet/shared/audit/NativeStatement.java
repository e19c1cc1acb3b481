package dev.carnet.shared.audit;

import java.util.List;

/// A statement to run in somebody else's session, within its transaction.
///
/// @param sql with `$1`, `$2`, …
/// @param parameters `String` or `byte[]`, in that order
public record NativeStatement(String sql, List<Object> parameters) {

    /// The statement with `?1`, `?2`, …, as a Hibernate native query writes them.
    public String ordinal() {
        return sql.replace('$', '?');
    }
}
