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
