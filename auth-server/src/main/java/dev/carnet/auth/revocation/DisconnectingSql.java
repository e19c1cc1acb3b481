package dev.carnet.auth.revocation;

/// The statements that disconnect a person, or everybody, from a server, with the passports that
/// name it. They are like those of `EndingSql`, and also answer the places that running calls are
/// at.
final class DisconnectingSql {

    private DisconnectingSql() {}

    /// mcp-server looks for the row at each use, then tells the provider and removes it. Passports
    /// name a server by its id. Those of a person's agents that do so depend on the connection.
    private static final String DISCONNECTED =
            "WITH RECURSIVE "
                    + EndingSql.CONNECTIONS_OF
                    + """
                    , of_server AS (
                      SELECT coalesce(p.line, p.jti) AS line FROM auth.passport p
                      WHERE p.workspace_id = $1 AND p.revoked_at IS NULL
                        AND p.expires_at > clock_timestamp() - interval '26 hours'
                        AND EXISTS (SELECT FROM jsonb_array_elements(p.mandate::jsonb -> 'services') s
                          WHERE %s)),
                    """
                    + EndingSql.PASSPORTS_OF.formatted(
                            "line IN (SELECT line FROM of_server)", "false")
                    + """
                    SELECT
                      (SELECT count(*) FROM ended_connections) AS connections,
                      (SELECT count(*) FROM ended_passports) AS passports,
                      %s,
                      (SELECT array_agg(DISTINCT %s || '/' || s.slug) FROM gateway.server s
                       LEFT JOIN ended_connections e ON e.server_id = s.server_id
                       WHERE s.workspace_id = $1 AND %s) AS places
                    """
                    + EndingSql.LINES;

    /// A connection may have ended at mcp-server before: who claims that in this transaction ends
    /// the passports that were there then, by the clock of the database, which is that of both.
    static final String CONNECTION =
            DISCONNECTED.formatted(
                    "connection_id = $2",
                    """
                    (s ->> 'id', p.owner_id) IN (SELECT server_id, person_id FROM ended_connections)
                    OR EXISTS (SELECT FROM gateway.disconnection d
                        WHERE d.workspace_id = $1 AND d.connection_id = $2 AND d.carried_at = now()
                        AND d.server_id = s ->> 'id' AND d.person_id = p.owner_id
                        AND coalesce(p.kept_at, p.issued_at) <= coalesce(d.kept_at, d.ended_at))
                    """,
                    """
                    EXISTS (SELECT FROM gateway.connection
                            WHERE workspace_id = $1 AND connection_id = $2)
                        OR EXISTS (SELECT FROM gateway.disconnection
                            WHERE workspace_id = $1 AND connection_id = $2) AS found, true AS over
                    """,
                    "e.person_id",
                    "e.person_id IS NOT NULL");

    static final String SERVER =
            DISCONNECTED.formatted(
                    "server_id = $2",
                    "s ->> 'id' = $2",
                    """
                    EXISTS (SELECT FROM gateway.server
                            WHERE workspace_id = $1 AND server_id = $2) AS found,
                    NOT EXISTS (SELECT FROM ended_lines) AS over
                    """,
                    "'*'",
                    "s.server_id = $2");
}
