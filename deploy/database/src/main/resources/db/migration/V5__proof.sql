-- Proofs of possession and pushed requests.

-- DPoP proofs that were used, at any replica, until they are too old to be accepted anyway. The primary key is what
-- lets only one use win.
CREATE TABLE auth.proof (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX proof_expiry ON auth.proof (expires_at);

CREATE TABLE gateway.proof (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX proof_expiry ON gateway.proof (expires_at);

-- Pushed authorization requests. The request URI itself is never stored, only its SHA-256.
CREATE TABLE auth.pushed (
  hash bytea PRIMARY KEY,
  client_id text NOT NULL,
  query text NOT NULL,
  -- until it is opened: when it has to be; afterwards: when it has to be answered
  expires_at timestamptz NOT NULL,
  opened_at timestamptz,
  answered_at timestamptz
);
CREATE INDEX pushed_expiry ON auth.pushed (expires_at);

-- The thumbprint of the key that has to redeem the code.
ALTER TABLE auth.code ADD COLUMN dpop_jkt text;

-- Whether a client's requests come by way of the server only.
ALTER TABLE auth.client ADD COLUMN pushed_only boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.proof, auth.pushed TO carnet_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.proof TO carnet_mcp;
