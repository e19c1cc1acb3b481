package dev.carnet.auth.revocation;

/// The one conditional statement that ends each type of thing, with what hangs on it. `$1` is the
/// workspace, `$2` the id. Each answers one row: `found`, `over` (it had ended before), a count per
/// kind, and the columns its feed row needs. A code that waits to be redeemed, also a device's, has
/// no grant yet; it ends by the revocation's number, so where one waits nothing is over.
final class EndingSql {

    private EndingSql() {}

    /// Rows are locked in one order (connections, grants, lines, passports), so that of two who end
    /// many at once one waits for the other, and never each for the other: what a statement answers
    /// first is locked first. A line goes before its passports, as when it is renewed or closed,
    /// and before those that come from it. What was delegated ends with the line it comes from,
    /// whichever agent has it. Lines that nothing can be renewed from any more are left alone.
    static final String PASSPORTS_OF =
            """
            tree (line) AS (
              SELECT line FROM auth.passport_line
              WHERE workspace_id = $1 AND (%s)
                AND revoked_at IS NULL AND seen_at > clock_timestamp() - interval '26 hours'
              UNION
              SELECT l.line FROM auth.passport_line l JOIN tree t ON l.parent = t.line
              WHERE l.workspace_id = $1),
            locked_lines AS (
              SELECT workspace_id, line FROM auth.passport_line
              WHERE workspace_id = $1 AND line IN (SELECT line FROM tree) AND revoked_at IS NULL
              ORDER BY began_at, line FOR NO KEY UPDATE),
            ended_lines AS (
              UPDATE auth.passport_line p SET revoked_at = clock_timestamp() FROM locked_lines l
              WHERE p.workspace_id = l.workspace_id AND p.line = l.line
              RETURNING p.line, p.parent, p.agent_id, p.began_at),
            locked_passports AS (
              SELECT workspace_id, jti FROM auth.passport
              WHERE workspace_id = $1 AND (%s OR coalesce(line, jti) IN (SELECT line FROM tree))
                AND revoked_at IS NULL AND expires_at > clock_timestamp()
                AND (SELECT count(*) FROM ended_lines) >= 0
              ORDER BY workspace_id, jti FOR NO KEY UPDATE),
            ended_passports AS (
              UPDATE auth.passport p SET revoked_at = clock_timestamp() FROM locked_passports l
              WHERE p.workspace_id = l.workspace_id AND p.jti = l.jti RETURNING p.expires_at)
            """;

    /// What ended of the tree, each as its line, the one above and its agent.
    static final String LINES =
            """
            , (SELECT array_agg(line || ' ' || coalesce(parent, '-') || ' ' || agent_id
                 ORDER BY began_at, line) FROM ended_lines) AS lines
            """;

    private static final String GRANTS_OF =
            """
            locked AS (
              SELECT workspace_id, grant_id FROM auth.grant_
              WHERE workspace_id = $1 AND %s AND revoked_at IS NULL
              ORDER BY workspace_id, grant_id FOR NO KEY UPDATE),
            ended AS (
              UPDATE auth.grant_ g SET revoked_at = clock_timestamp() FROM locked l
              WHERE g.workspace_id = l.workspace_id AND g.grant_id = l.grant_id RETURNING g.grant_id)
            """;

    /// As one connection is ended: each call looks for the row.
    static final String CONNECTIONS_OF =
            """
            locked_connections AS (
              SELECT workspace_id, connection_id FROM gateway.connection
              WHERE workspace_id = $1 AND %s AND ended_at IS NULL
              ORDER BY workspace_id, connection_id FOR NO KEY UPDATE),
            ended_connections AS (
              UPDATE gateway.connection c SET ended_at = clock_timestamp(), next_try_at = clock_timestamp()
              FROM locked_connections l
              WHERE c.workspace_id = l.workspace_id AND c.connection_id = l.connection_id
              RETURNING c.connection_id, c.server_id, c.person_id)
            """;

    static final String PASSPORT =
            "WITH RECURSIVE "
                    + PASSPORTS_OF.formatted(
                            "line = $2 OR passport_session = $2",
                            "jti = $2 OR passport_session = $2")
                    + """
                    SELECT count(*) > 0 AS found, NOT EXISTS (SELECT FROM ended_lines) AS over,
                      (SELECT count(*) FROM ended_passports) AS passports,
                      (SELECT max(expires_at) FROM ended_passports) AS last_expiry
                    """
                    + LINES
                    + """
                    FROM auth.passport WHERE workspace_id = $1 AND (jti = $2 OR passport_session = $2)
                    """;

    /// The line of a passport: whichever of its passports somebody names, all of them end.
    static final String LINE =
            """
            SELECT coalesce(line, jti) AS line FROM auth.passport
            WHERE workspace_id = $1 AND jti = $2
            """;

    /// The passports that somebody issued with it, and what they issued from these.
    static final String ISSUED =
            PASSPORTS_OF.formatted("issued_through @> ARRAY[$2::text]", "false");

    static final String ISSUED_COUNT =
            ", (SELECT count(*) FROM ended_passports) AS passports" + LINES;

    /// Tokens have no rows: what is known of them is what was revoked.
    static final String TOKEN =
            "WITH RECURSIVE "
                    + ISSUED
                    + """
                    SELECT true AS found, count(*) > 0 AS over,
                      CASE count(*) WHEN 0 THEN 1 ELSE 0 END AS tokens
                    """
                    + ISSUED_COUNT
                    + """
                    FROM auth.revocation WHERE workspace_id = $1 AND type = 'token' AND id = $2
                    """;

    static final String GRANT =
            "WITH RECURSIVE "
                    + GRANTS_OF.formatted("grant_id = $2")
                    + ", "
                    + ISSUED
                    + """
                    SELECT count(*) > 0 AS found, count(*) > 0 AS over,
                      (SELECT count(*) FROM ended) AS grants,
                      (SELECT count(*) FROM auth.refresh JOIN ended USING (grant_id)
                       WHERE rotated_at IS NULL AND expires_at > clock_timestamp()) AS refresh_tokens
                    """
                    + ISSUED_COUNT
                    + """
                    FROM auth.grant_ WHERE workspace_id = $1 AND grant_id = $2
                    """;

    static final String CLIENT =
            "WITH RECURSIVE "
                    + GRANTS_OF.formatted("client_id = $2")
                    + ", "
                    + ISSUED
                    + """
                    , own AS (
                      UPDATE auth.client SET revoked_at = clock_timestamp()
                      WHERE workspace_id = $1 AND client_id = $2 AND revoked_at IS NULL RETURNING client_id),
                    waiting AS (
                      SELECT FROM auth.code WHERE workspace_id = $1 AND client_id = $2
                        AND spent_at IS NULL AND expires_at > clock_timestamp()
                      UNION ALL
                      SELECT FROM auth.device_code WHERE workspace_id = $1 AND client_id = $2
                        AND spent_at IS NULL AND expires_at > clock_timestamp())
                    SELECT
                      EXISTS (SELECT FROM auth.client WHERE workspace_id = $1 AND client_id = $2)
                        OR EXISTS (SELECT FROM auth.grant_ WHERE workspace_id = $1 AND client_id = $2)
                        OR EXISTS (SELECT FROM waiting) AS found,
                      (EXISTS (SELECT FROM auth.client WHERE workspace_id = $1 AND client_id = $2)
                        OR EXISTS (SELECT FROM auth.revocation
                                   WHERE workspace_id = $1 AND type = 'client' AND id = $2))
                        AND NOT EXISTS (SELECT FROM waiting) AS over,
                      (SELECT count(*) FROM own) AS clients,
                      (SELECT count(*) FROM ended) AS grants,
                      (SELECT count(*) FROM auth.refresh JOIN ended USING (grant_id)
                       WHERE rotated_at IS NULL AND expires_at > clock_timestamp()) AS refresh_tokens
                    """
                    + ISSUED_COUNT;

    /// Tokens carry the issuer's id and end by the revocation's number.
    static final String ISSUER =
            "WITH RECURSIVE "
                    + GRANTS_OF.formatted("issuer_id = $2")
                    + ", "
                    + PASSPORTS_OF.formatted(
                            "passport_session = $2 OR issued_through @> ARRAY[$2::text]",
                            "passport_session = $2")
                    + """
                    SELECT count(*) > 0 AS found, false AS over,
                      (SELECT count(*) FROM ended) AS grants,
                      (SELECT count(*) FROM ended_passports) AS passports
                    """
                    + LINES
                    + """
                    FROM auth.trusted_issuer WHERE workspace_id = $1 AND issuer_id = $2
                    """;

    /// Tokens that were exchanged by a rule have no rows, like all others.
    static final String RULE =
            """
            SELECT true AS found, count(*) > 0 AS over
            FROM auth.revocation WHERE workspace_id = $1 AND type = 'rule' AND id = $2
            """;

    static final String AGENT =
            "WITH RECURSIVE "
                    + PASSPORTS_OF.formatted("agent_id = $2", "agent_id = $2")
                    + """
                    , suspended AS (
                      UPDATE auth.agent SET suspended_at = clock_timestamp(), version = version + 1
                      WHERE workspace_id = $1 AND agent_id = $2
                        AND suspended_at IS NULL AND deleted_at IS NULL RETURNING agent_id)
                    SELECT true AS found, true AS over,
                      (SELECT count(*) FROM suspended) AS agents,
                      (SELECT count(*) FROM ended_passports) AS passports,
                      agent_id, owner_id, name, deleted_at IS NOT NULL AS deleted
                    """
                    + LINES
                    + """
                    FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2
                    """;

    static final String AGENT_PASSPORTS =
            "WITH RECURSIVE "
                    + PASSPORTS_OF.formatted("agent_id = $2", "agent_id = $2")
                    + """
                    SELECT count(*) > 0 AS found, false AS over,
                      (SELECT count(*) FROM ended_passports) AS passports
                    """
                    + LINES
                    + """
                    FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2
                    """;

    static final String MEMBER =
            "WITH RECURSIVE "
                    + GRANTS_OF.formatted("person_id = $2")
                    + ", "
                    + PASSPORTS_OF.formatted(
                            "owner_id = $2 OR issued_through @> ARRAY[$2::text]", "owner_id = $2")
                    + ", "
                    + CONNECTIONS_OF.formatted("person_id = $2")
                    + """
                    SELECT
                      (SELECT count(*) FROM ended_connections) AS connections,
                      (SELECT count(*) FROM ended) AS grants,
                      (SELECT count(*) FROM auth.refresh JOIN ended USING (grant_id)
                       WHERE rotated_at IS NULL AND expires_at > clock_timestamp()) AS refresh_tokens,
                      (SELECT count(*) FROM ended_passports) AS passports,
                      EXISTS (SELECT FROM auth.member WHERE workspace_id = $1 AND person_id = $2)
                        OR EXISTS (SELECT FROM auth.grant_ WHERE workspace_id = $1 AND person_id = $2)
                        OR EXISTS (SELECT FROM auth.api_key WHERE workspace_id = $1 AND person_id = $2)
                        OR EXISTS (SELECT FROM auth.agent WHERE workspace_id = $1 AND owner_id = $2) AS found,
                      EXISTS (SELECT FROM auth.revocation
                              WHERE workspace_id = $1 AND type = 'member' AND id = $2)
                        AND NOT EXISTS (SELECT FROM auth.code WHERE workspace_id = $1 AND person_id = $2
                                        AND spent_at IS NULL AND expires_at > clock_timestamp())
                        AND NOT EXISTS (SELECT FROM auth.device_code
                                        WHERE workspace_id = $1 AND person_id = $2
                                        AND spent_at IS NULL AND expires_at > clock_timestamp())
                        AND NOT EXISTS (SELECT FROM locked_connections) AS over
                    """
                    + LINES;

    /// Tokens end by the revocation's number; where somebody may still be given one without a row,
    /// nothing is over.
    static final String WORKSPACE =
            "WITH RECURSIVE "
                    + GRANTS_OF.formatted("$2 = $1")
                    + ", "
                    + PASSPORTS_OF.formatted("true", "true")
                    + ", "
                    + CONNECTIONS_OF.formatted("true")
                    + """
                    SELECT
                      (SELECT count(*) FROM ended_connections) AS connections,
                      (SELECT count(*) FROM ended) AS grants,
                      (SELECT count(*) FROM auth.refresh JOIN ended USING (grant_id)
                       WHERE rotated_at IS NULL AND expires_at > clock_timestamp()) AS refresh_tokens,
                      (SELECT count(*) FROM ended_passports) AS passports,
                      EXISTS (SELECT FROM auth.workspace WHERE workspace_id = $1 AND $2 = $1) AS found,
                      EXISTS (SELECT FROM auth.revocation
                              WHERE workspace_id = $1 AND type = 'workspace' AND id = $2)
                        AND NOT EXISTS (SELECT FROM auth.client
                                        WHERE workspace_id = $1 AND revoked_at IS NULL)
                        AND NOT EXISTS (SELECT FROM auth.trusted_issuer WHERE workspace_id = $1)
                        AND NOT EXISTS (SELECT FROM auth.code WHERE workspace_id = $1
                                        AND spent_at IS NULL AND expires_at > clock_timestamp())
                        AND NOT EXISTS (SELECT FROM auth.device_code WHERE workspace_id = $1
                                        AND spent_at IS NULL AND expires_at > clock_timestamp()) AS over
                    """
                    + LINES;
}
