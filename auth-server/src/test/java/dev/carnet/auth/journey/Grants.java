package dev.carnet.auth.journey;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;

/// Codes and refresh tokens as consent and the token endpoint leave them, without the way there.
final class Grants {

    private Grants() {}

    /// A code as consent leaves it.
    static String code(OAuthClient client, Somebody person) {
        String code = OpaqueToken.fresh("carnet_ac_");
        World.current()
                .write(
                        """
                        INSERT INTO auth.code (hash, workspace_id, grant_id, client_id, person_id,
                            redirect_uri, code_challenge, scope, resource, seq, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'carnet:read carnet:write', ?,
                            (SELECT seq FROM feed.head), now() + interval '60 s')
                        """,
                        OpaqueToken.hash(code).getBytes(),
                        person.workspace(),
                        Ids.fresh("grt"),
                        client.clientId,
                        person.id(),
                        OAuthClient.CALLBACK,
                        Pkce.challenge(client.verifier),
                        World.current().mcpUrl());
        return code;
    }

    /// The grant that a code or refresh token belongs to.
    static String of(String secret) {
        byte[] hash = OpaqueToken.hash(secret).getBytes();
        return Rows.string(
                """
                SELECT grant_id FROM auth.code WHERE hash = ?
                UNION ALL SELECT grant_id FROM auth.refresh WHERE hash = ?
                """,
                hash,
                hash);
    }

    /// Whether the grant was revoked.
    static boolean isRevoked(String grant) {
        return !Rows.strings(
                        "SELECT 1 FROM auth.grant_ WHERE grant_id = ? AND revoked_at IS NOT NULL",
                        grant)
                .isEmpty();
    }

    /// Lets the moment a refresh token was rotated lie that far back.
    static void rotatedAgo(String refreshToken, int seconds) {
        World.current()
                .write(
                        "UPDATE auth.refresh SET rotated_at = now() - ? * interval '1 s' WHERE hash = ?",
                        seconds,
                        OpaqueToken.hash(refreshToken).getBytes());
    }
}
