-- What a client may do differently from the ordinary.
ALTER TABLE auth.client
  ADD COLUMN jwks_uri text,
  ADD COLUMN dpop_bound boolean NOT NULL DEFAULT false,
  ADD COLUMN profile text NOT NULL DEFAULT 'oauth' CHECK (profile IN ('oauth', 'fapi2')),
  ADD COLUMN refresh_grace_seconds int CHECK (refresh_grace_seconds BETWEEN 0 AND 3600);

-- What a workspace thinks of clients: by client id, by domain, and of all others (`default`).
CREATE TABLE auth.client_policy (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  policy_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('client', 'domain', 'default')),
  target text NOT NULL,
  stance text NOT NULL CHECK (stance IN ('sanctioned', 'unauthorized', 'blocked')),
  refresh_grace_seconds int CHECK (refresh_grace_seconds BETWEEN 0 AND 3600),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, policy_id),
  UNIQUE (workspace_id, kind, target)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.client_policy TO carnet_auth;

-- Grants outlive the registration they were given to, and people give them names.
ALTER TABLE auth.grant_
  DROP CONSTRAINT IF EXISTS grant__client_id_fkey,
  ADD COLUMN client_name text,
  ADD COLUMN used_at timestamptz,
  ADD COLUMN version int NOT NULL DEFAULT 1;
UPDATE auth.grant_ g SET client_name = c.name FROM auth.client c WHERE c.client_id = g.client_id;
CREATE INDEX grant_live_person ON auth.grant_ (person_id) WHERE revoked_at IS NULL;
ALTER TABLE auth.code ADD COLUMN label text NOT NULL DEFAULT '';

-- Managing a registration (RFC 7592), and which address it came from: both as MACs.
ALTER TABLE auth.client
  ADD COLUMN registration_mac bytea,
  ADD COLUMN registered_from bytea;
CREATE INDEX client_unused ON auth.client (created_at) WHERE used_at IS NULL AND workspace_id IS NULL;
CREATE INDEX client_unused_from ON auth.client (registered_from) WHERE used_at IS NULL AND workspace_id IS NULL;
-- Revoking one token by its jti: to whom was it issued? Partial, so that calls, which carry a jti too, cost nothing.
CREATE INDEX index_token ON audit.index (jti) WHERE act LIKE 'token.%';
CREATE INDEX code_client ON auth.code (client_id);
UPDATE auth.client c SET used_at = (SELECT max(g.created_at) FROM auth.grant_ g WHERE g.client_id = c.client_id);
