-- What people have connected themselves to: their own tokens and keys at upstream servers.

-- auth-server, where people are signed in, puts in here what only mcp-server may read (HPKE). Its key is sealed with
-- mcp-server's keyset.
CREATE TABLE gateway.letterbox (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  slot text NOT NULL,
  private_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT ON gateway.letterbox TO carnet_mcp;
GRANT SELECT (one, slot) ON gateway.letterbox TO carnet_auth;

-- The key pair that mcp-server signs its word about a caller with.
CREATE TABLE gateway.assertion_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  public_jwk text NOT NULL,
  private_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT ON gateway.assertion_key TO carnet_mcp;

-- One row for each person and server they are connected to; ended ones until the provider has been told.
CREATE TABLE gateway.connection (
  workspace_id text NOT NULL,
  connection_id text NOT NULL UNIQUE,
  server_id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('oauth', 'key')),
  -- the server's address when the person connected: what was given for it goes nowhere else
  resource text NOT NULL,
  issuer text NOT NULL DEFAULT '',
  scope text NOT NULL DEFAULT '',
  last_four text NOT NULL DEFAULT '',
  -- token or key, for mcp-server alone
  letter bytea NOT NULL,
  generation int NOT NULL DEFAULT 1,
  renewed_at timestamptz,
  token_expires_at timestamptz,
  -- whether there is a refresh token
  renewable boolean NOT NULL,
  -- a refresh under way: whoever claimed it sends the refresh token, nobody else. A claim that ran out may have been
  -- sent and not been saved, so the token counts as spent
  claim text,
  claimed_until timestamptz,
  -- the provider takes it no longer: the person has to connect again
  expired_at timestamptz,
  -- disconnected: the provider is told, then the row goes
  ended_at timestamptz,
  tries int NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (workspace_id, connection_id)
);
CREATE UNIQUE INDEX connection_live ON gateway.connection (workspace_id, person_id, server_id) WHERE ended_at IS NULL;
CREATE INDEX connection_ended ON gateway.connection (next_try_at) WHERE ended_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.connection TO carnet_mcp;
GRANT INSERT, DELETE ON gateway.connection TO carnet_auth;
GRANT SELECT (workspace_id, connection_id, server_id, person_id, kind, resource, issuer, scope, last_four, token_expires_at,
  renewable, expired_at, ended_at, created_at, used_at) ON gateway.connection TO carnet_auth;
GRANT UPDATE (ended_at, next_try_at) ON gateway.connection TO carnet_auth;

-- The servers that people connect to themselves, as far as auth-server's pages know them: those that may be called as
-- they stand.
CREATE VIEW gateway.connectable AS
  SELECT workspace_id, server_id, slug, name, address AS url,
    authentication::jsonb ->> 'kind' = 'person_key' AS takes_key,
    coalesce(authentication::jsonb ->> 'issuer', '') AS issuer,
    coalesce(authentication::jsonb ->> 'client_id', '') AS client_id,
    coalesce((SELECT string_agg(scope, ' ') FROM jsonb_array_elements_text(
      CASE jsonb_typeof(authentication::jsonb -> 'scopes')
        WHEN 'array' THEN authentication::jsonb -> 'scopes' END) AS scope), '') AS scope
  FROM gateway.server
  WHERE enabled AND transport <> 'stdio' AND authentication::jsonb ->> 'kind' IN ('person_oauth', 'person_key')
    AND approved_shape::jsonb ->> 'address' = address AND approved_shape::jsonb ->> 'transport' = transport
    AND approved_shape::jsonb -> 'authentication' = authentication::jsonb
    AND (approved_shape::jsonb ->> 'private_allowed')::boolean = private_allowed;
GRANT SELECT ON gateway.connectable TO carnet_auth;

-- What we are called at an authorization server of upstreams: registered once (RFC 7591), or given by an admin.
CREATE TABLE auth.upstream_client (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  upstream_client_id text NOT NULL UNIQUE,
  issuer text NOT NULL,
  given boolean NOT NULL,
  -- none while somebody registers
  client_id text,
  secret bytea,
  method text NOT NULL DEFAULT 'none',
  secret_expires_at timestamptz,
  claimed_until timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, issuer)
);

-- Browsers that are away at an upstream's authorization server, by the hash of `state`.
CREATE TABLE auth.connect_request (
  hash bytea PRIMARY KEY,
  session text NOT NULL,
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  person_id text NOT NULL,
  verifier text NOT NULL,
  course text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX connect_request_expiry ON auth.connect_request (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.upstream_client, auth.connect_request TO carnet_auth;
