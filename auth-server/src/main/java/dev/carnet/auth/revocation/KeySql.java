package dev.carnet.auth.revocation;

/// The statements that end API keys; they answer the columns that replicas must learn. `$1` is the
/// workspace, `$2` the key, the person whose keys they are, or the workspace once more.
final class KeySql {

    private KeySql() {}

    /// The key itself ends by `KEY`, which answers its columns.
    static final String KEY_FOUND =
            "WITH RECURSIVE "
                    + EndingSql.ISSUED
                    + "SELECT count(*) > 0 AS found, count(*) > 0 AS over"
                    + EndingSql.ISSUED_COUNT
                    + "FROM auth.api_key WHERE workspace_id = $1 AND key_id = $2";

    private static final String KEY_COLUMNS =
            """
            RETURNING key_id, name, kind, access, person_id, mac, pepper_version, expires_at
            """;

    static final String KEY =
            """
            UPDATE auth.api_key SET revoked_at = clock_timestamp()
            WHERE workspace_id = $1 AND key_id = $2 AND revoked_at IS NULL
            """
                    + KEY_COLUMNS;

    static final String PERSONAL_KEYS =
            """
            UPDATE auth.api_key SET revoked_at = clock_timestamp()
            WHERE workspace_id = $1 AND person_id = $2 AND kind = 'personal' AND revoked_at IS NULL
            """
                    + KEY_COLUMNS;

    static final String EVERY_KEY =
            """
            UPDATE auth.api_key SET revoked_at = clock_timestamp()
            WHERE workspace_id = $1 AND $2 = $1 AND revoked_at IS NULL
            """
                    + KEY_COLUMNS;
}
