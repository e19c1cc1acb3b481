-- Connections that become wider, and authorization servers at the host of a server that an owner allowed to be private.

ALTER TABLE gateway.connection
  -- scopes that the server wants beside those that were given (RFC 6750 §3.1); the next connection has them
  ADD COLUMN wanted_scope text NOT NULL DEFAULT '',
  -- whether the server's host could have private addresses when the person connected: counts on when the server is gone,
  -- so that the provider can be told
  ADD COLUMN private_allowed boolean NOT NULL DEFAULT false;
GRANT SELECT (wanted_scope) ON gateway.connection TO carnet_auth;

CREATE OR REPLACE VIEW gateway.connectable AS
  SELECT workspace_id, server_id, slug, name, address AS url,
    authentication::jsonb ->> 'kind' = 'person_key' AS takes_key,
    coalesce(authentication::jsonb ->> 'issuer', '') AS issuer,
    coalesce(authentication::jsonb ->> 'client_id', '') AS client_id,
    coalesce((SELECT string_agg(scope, ' ') FROM jsonb_array_elements_text(
      CASE jsonb_typeof(authentication::jsonb -> 'scopes')
        WHEN 'array' THEN authentication::jsonb -> 'scopes' END) AS scope), '') AS scope,
    private_allowed
  FROM gateway.server
  WHERE enabled AND transport <> 'stdio' AND authentication::jsonb ->> 'kind' IN ('person_oauth', 'person_key')
    AND approved_shape::jsonb ->> 'address' = address AND approved_shape::jsonb ->> 'transport' = transport
    AND approved_shape::jsonb -> 'authentication' = authentication::jsonb
    AND (approved_shape::jsonb ->> 'private_allowed')::boolean = private_allowed;
