-- Gates: who asked, as mcp-server saw them, and arguments that somebody wants to approve instead of those that were asked.

-- The caller and the place of the call, sealed, so that the rules can judge other arguments before anybody approves them. mcp-server's
-- alone, and wiped with the arguments.
ALTER TABLE gateway.gate ADD COLUMN caller_sealed bytea;
-- What is used: a tool is called, a prompt is fetched, a resource is read.
ALTER TABLE gateway.gate ADD COLUMN thing text NOT NULL DEFAULT 'tool' CHECK (thing IN ('tool', 'prompt', 'resource'));
GRANT SELECT (thing) ON gateway.gate TO carnet_auth;

-- Edited arguments on their way through a check. auth-server has the person and puts them in; mcp-server has the tool and the rules and
-- gives the verdict; auth-server takes the row away again and only then counts the decision. A verdict approves nothing by itself.
CREATE TABLE gateway.gate_edit (
  workspace_id text NOT NULL,
  edit_id text NOT NULL UNIQUE,
  gate_id text NOT NULL,
  edited_sealed bytea NOT NULL,
  verdict text CHECK (verdict IN ('fits', 'unfit', 'refused', 'gone')),
  -- What is wrong with them, in words; it may quote them.
  problems_sealed bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, edit_id),
  FOREIGN KEY (workspace_id, gate_id) REFERENCES gateway.gate ON DELETE CASCADE
);
CREATE INDEX gate_edit_due ON gateway.gate_edit (created_at) WHERE verdict IS NULL;
CREATE INDEX gate_edit_gate ON gateway.gate_edit (workspace_id, gate_id);

GRANT SELECT, UPDATE, DELETE ON gateway.gate_edit TO carnet_mcp;
GRANT SELECT, INSERT, DELETE ON gateway.gate_edit TO carnet_auth;

-- The secret before the newest one signs, too, until then.
ALTER TABLE gateway.webhook ADD COLUMN old_secret_sealed bytea, ADD COLUMN old_secret_until timestamptz;
