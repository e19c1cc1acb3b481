-- HTTP services.

-- How an HTTP service behind the gateway describes itself (OpenAPI), as an operator gave it.
CREATE TABLE gateway.description (
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  document text NOT NULL,
  version int NOT NULL,
  described_by text NOT NULL,
  described_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, server_id),
  FOREIGN KEY (workspace_id, server_id) REFERENCES gateway.server ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.description TO carnet_mcp;
