-- What may be asked of HTTP services, and the templates that servers are made by.

-- The terms of a service as an operator gave them, and what their constraints and intents came to then.
CREATE TABLE gateway.service_terms (
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  terms text NOT NULL,
  fence text NOT NULL,
  version int NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, server_id),
  FOREIGN KEY (workspace_id, server_id) REFERENCES gateway.server ON DELETE CASCADE
);

-- By which template, in which of its versions and with which variables, a server was made: the server's `managed_by` names it, too, and
-- both go when it is detached.
CREATE TABLE gateway.template_use (
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  template text NOT NULL,
  template_version int NOT NULL,
  variables text NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, server_id),
  FOREIGN KEY (workspace_id, server_id) REFERENCES gateway.server ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.service_terms, gateway.template_use TO carnet_mcp;
