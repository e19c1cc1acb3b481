-- Answers to creating requests of mcp-server's REST API, by Idempotency-Key, like auth.idempotency.
CREATE TABLE gateway.idempotency (
  workspace_id text NOT NULL,
  actor text NOT NULL,
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  eid text NOT NULL,
  answer_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, actor, key_hash)
);
CREATE INDEX gateway_idempotency_created ON gateway.idempotency (created_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.idempotency TO carnet_mcp;
-- Whether who changes something still stands, in the transaction that changes it.
GRANT SELECT (workspace_id, grant_id, revoked_at) ON auth.grant_ TO carnet_mcp;

-- Servers behind the gateway. `approved_shape` is the address and the authentication as somebody approved them; while
-- they differ from what stands here, the server waits for approval and nothing is called. `secret_sealed` opens with
-- mcp-server's keyset or key service only; `secret_wrapping` says with which key of it.
CREATE TABLE gateway.server (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  server_id text NOT NULL UNIQUE,
  slug text NOT NULL,
  name text NOT NULL,
  transport text NOT NULL CHECK (transport IN ('http', 'sse', 'stdio', 'api')),
  address text NOT NULL,
  authentication text NOT NULL,
  private_allowed boolean NOT NULL,
  bounds text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  approved_shape text,
  approved_by text,
  approved_at timestamptz,
  managed_by text,
  secret_sealed bytea,
  secret_wrapping text,
  secret_last_four text,
  secret_at timestamptz,
  health text,
  health_text text,
  health_at timestamptz,
  seen_at timestamptz,
  checking_until timestamptz,
  version int NOT NULL DEFAULT 1,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, server_id),
  UNIQUE (workspace_id, slug)
);
CREATE INDEX server_health ON gateway.server (health_at NULLS FIRST);
CREATE INDEX server_wrapping ON gateway.server (secret_wrapping) WHERE secret_sealed IS NOT NULL;

-- What tests came to, the newest hundred of each server.
CREATE TABLE gateway.server_test (
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  test_id text NOT NULL,
  tested_by text NOT NULL,
  outcome text NOT NULL,
  detail text NOT NULL,
  took_ms int NOT NULL,
  era text,
  version text,
  tools int,
  tested_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, server_id, test_id),
  FOREIGN KEY (workspace_id, server_id) REFERENCES gateway.server ON DELETE CASCADE
);
CREATE INDEX server_test_newest ON gateway.server_test (workspace_id, server_id, tested_at DESC, test_id DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.server, gateway.server_test TO carnet_mcp;
-- The pages on which people connect themselves.
GRANT SELECT (workspace_id, server_id, slug, name, transport, address, authentication, enabled, approved_shape, secret_last_four,
  created_at) ON gateway.server TO carnet_auth;
