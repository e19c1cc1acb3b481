-- What a call at a gate does, as it was known when it was asked for: the class an operator gave the tool, what its
-- approved definition says, how far it reaches, and which server it is at. Gates from before say nothing of it.
ALTER TABLE gateway.gate
  ADD COLUMN class text NOT NULL DEFAULT '' CHECK (class IN ('', 'read', 'write', 'destructive')),
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN repeatable boolean NOT NULL DEFAULT false,
  ADD COLUMN open_world boolean NOT NULL DEFAULT true,
  ADD COLUMN server_name text NOT NULL DEFAULT '',
  ADD COLUMN server_address text NOT NULL DEFAULT '';
GRANT SELECT (class, description, repeatable, open_world, server_name, server_address) ON gateway.gate TO carnet_auth;

-- Whether a client that a rule names exists.
GRANT SELECT (client_id, workspace_id) ON auth.client TO carnet_mcp;

-- Connections that ended at mcp-server. auth-server ends the passports that hang on them, as it does when a person
-- disconnects on its page; who does notes it in the transaction that ends them.
CREATE TABLE gateway.disconnection (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  connection_id text NOT NULL,
  server_id text NOT NULL,
  person_id text NOT NULL,
  ended_by text NOT NULL,
  ended_at timestamptz NOT NULL,
  carried_at timestamptz,
  PRIMARY KEY (workspace_id, connection_id)
);
CREATE INDEX disconnection_due ON gateway.disconnection (ended_at) WHERE carried_at IS NULL;
GRANT SELECT, INSERT ON gateway.disconnection TO carnet_mcp;
GRANT SELECT, UPDATE (carried_at), DELETE ON gateway.disconnection TO carnet_auth;
