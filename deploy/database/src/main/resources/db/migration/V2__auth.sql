-- What auth-server owns. Keys start with the workspace wherever a row belongs to one.

CREATE TABLE auth.workspace (
  workspace_id text PRIMARY KEY,
  name text NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at timestamptz
);

-- A person may be a member of several workspaces, so the row belongs to none.
CREATE TABLE auth.person (
  person_id text PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  disabled_at timestamptz
);

CREATE TABLE auth.member (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  person_id text NOT NULL REFERENCES auth.person,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'member', 'viewer', 'auditor')),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, person_id)
);
CREATE INDEX member_person ON auth.member (person_id);

-- The one-time link that makes the first owner.
CREATE TABLE auth.setup_link (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Sign-in sessions: the cookie holds a random secret, the row its SHA-256.
CREATE TABLE auth.sign_in_session (
  hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth.person,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_session_person ON auth.sign_in_session (person_id);
CREATE INDEX sign_in_session_expiry ON auth.sign_in_session (expires_at);

-- Failed tries per subject (an e-mail digest, an address), counted across replicas.
CREATE TABLE auth.attempt (
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  failures int NOT NULL,
  PRIMARY KEY (subject, window_start)
);

-- Self-registered clients belong to no workspace; administered ones to exactly one.
CREATE TABLE auth.client (
  client_id text PRIMARY KEY,
  workspace_id text REFERENCES auth.workspace,
  name text NOT NULL,
  application_type text NOT NULL CHECK (application_type IN ('web', 'native')),
  token_endpoint_auth_method text NOT NULL,
  redirect_uris text[] NOT NULL,
  grant_types text[] NOT NULL,
  scopes text[] NOT NULL,
  resources text[] NOT NULL,
  jwks text,
  secret_hash bytea,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX client_workspace ON auth.client (workspace_id);

-- Every completed authorization is a grant of its own.
CREATE TABLE auth.grant_ (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  grant_id text NOT NULL UNIQUE,
  person_id text NOT NULL REFERENCES auth.person,
  client_id text NOT NULL REFERENCES auth.client,
  scope text NOT NULL,
  resource text NOT NULL,
  label text NOT NULL,
  cnf text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at timestamptz,
  PRIMARY KEY (workspace_id, grant_id)
);
CREATE INDEX grant_person ON auth.grant_ (workspace_id, person_id);
CREATE INDEX grant_client ON auth.grant_ (client_id);

-- The authorization code itself is never stored, only its SHA-256.
CREATE TABLE auth.code (
  hash bytea PRIMARY KEY,
  workspace_id text NOT NULL,
  grant_id text NOT NULL,
  client_id text NOT NULL,
  person_id text NOT NULL,
  redirect_uri text NOT NULL,
  code_challenge text NOT NULL,
  scope text NOT NULL,
  resource text NOT NULL,
  -- the feed sequence at consent: a revocation of client or member since then ends the code
  seq bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  spent_at timestamptz
);
CREATE INDEX code_expiry ON auth.code (expires_at);

-- One row per refresh token. The successor is sealed under a key derived from the presented token, so that a replay
-- inside the window gets the same successor and the row alone reveals nothing.
CREATE TABLE auth.refresh (
  hash bytea PRIMARY KEY,
  workspace_id text NOT NULL,
  grant_id text NOT NULL,
  client_id text NOT NULL,
  person_id text NOT NULL,
  scope text NOT NULL,
  resource text NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  rotated_at timestamptz,
  successor_hash bytea,
  successor_sealed bytea
);
CREATE INDEX refresh_grant ON auth.refresh (grant_id);
CREATE INDEX refresh_expiry ON auth.refresh (expires_at);

-- Signing keys. The private part is sealed with auth-server's keyset; mcp-server may read the public columns only.
CREATE TABLE auth.signing_key (
  kid text PRIMARY KEY,
  algorithm text NOT NULL,
  public_jwk text NOT NULL,
  private_sealed bytea NOT NULL,
  -- the key it takes over from, '' for the first: unique, so that of two replicas that rotate at once one wins
  predecessor text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- published at once, signs from then on, verifies until retired
  signs_from timestamptz NOT NULL,
  retired_at timestamptz
);

CREATE TABLE auth.api_key (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  key_id text NOT NULL UNIQUE,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('personal', 'workspace')),
  access text NOT NULL CHECK (access IN ('read', 'write')),
  person_id text NOT NULL REFERENCES auth.person,
  prefix text NOT NULL,
  mac bytea NOT NULL,
  pepper_version text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (workspace_id, key_id)
);

-- When a key was last used: written by the resource server, a minute late at most, and never in the way of a call.
CREATE TABLE gateway.key_use (
  workspace_id text NOT NULL,
  key_id text NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, key_id)
);

CREATE TABLE auth.agent (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  agent_id text NOT NULL UNIQUE,
  name text NOT NULL,
  description text NOT NULL,
  owner_id text NOT NULL REFERENCES auth.person,
  scopes text[] NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  suspended_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (workspace_id, agent_id)
);

CREATE TABLE auth.passport (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  jti text NOT NULL UNIQUE,
  agent_id text NOT NULL,
  owner_id text NOT NULL,
  passport_session text NOT NULL,
  scope text NOT NULL,
  intent text NOT NULL,
  issued_by text NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (workspace_id, jti)
);
CREATE INDEX passport_agent ON auth.passport (workspace_id, agent_id);

-- What was taken away. `seq` is the feed number of the revocation: every token of the principal whose issuer had
-- not seen it (`carnet.seq` below it) is dead. Rows are kept until 15 minutes past the last expiry concerned.
CREATE TABLE auth.revocation (
  workspace_id text NOT NULL,
  type text NOT NULL CHECK (type IN ('passport', 'token', 'grant', 'client', 'agent', 'key', 'member')),
  id text NOT NULL,
  seq bigint NOT NULL,
  reason text NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  keep_until timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, type, id)
);

-- Client assertions (RFC 7523 §3, `jti`) that were seen, until they expire.
CREATE TABLE auth.assertion (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX assertion_expiry ON auth.assertion (expires_at);

-- Answers to creating requests, by Idempotency-Key, written by the transaction that did the work; sealed, because an
-- answer may hold a secret. `eid` is the work's audit event.
CREATE TABLE auth.idempotency (
  workspace_id text NOT NULL,
  actor text NOT NULL,
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  eid text NOT NULL,
  answer_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, actor, key_hash)
);
CREATE INDEX idempotency_created ON auth.idempotency (created_at);

-- mcp-server as a client of auth-server (`private_key_jwt`): it publishes its public key here at first start.
CREATE TABLE gateway.service_key (
  client_id text PRIMARY KEY,
  public_jwk text NOT NULL,
  private_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What replicas of mcp-server tell each other about sessions of earlier MCP revisions: an answer or a cancellation for
-- the replica whose call waits for it, and what a client said about the session itself (level, watched resources, end).
CREATE TABLE gateway.session_note (
  workspace_id text NOT NULL,
  session_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('answer', 'cancel', 'end', 'level', 'watch')),
  key text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, session_id, kind, key)
);
CREATE INDEX session_note_at ON gateway.session_note (at);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO carnet_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA gateway TO carnet_mcp;
GRANT SELECT ON gateway.key_use TO carnet_auth;
GRANT SELECT (client_id, public_jwk) ON gateway.service_key TO carnet_auth;

-- What the picture of mcp-server is made of, and nothing more.
GRANT SELECT ON auth.revocation, auth.member, auth.workspace TO carnet_mcp;
GRANT SELECT (workspace_id, agent_id, owner_id, name, suspended_at, deleted_at) ON auth.agent TO carnet_mcp;
GRANT SELECT (workspace_id, key_id, name, kind, access, person_id, mac, pepper_version, expires_at, revoked_at)
  ON auth.api_key TO carnet_mcp;
GRANT SELECT (kid, algorithm, public_jwk, signs_from, retired_at) ON auth.signing_key TO carnet_mcp;
