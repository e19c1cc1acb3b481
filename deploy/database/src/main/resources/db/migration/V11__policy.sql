-- The rules of the gateway.

-- Every version that was ever active. Rows are never changed; the number counts per workspace.
CREATE TABLE gateway.policy_version (
  workspace_id text NOT NULL,
  version bigint NOT NULL,
  -- as its author wrote it
  document text NOT NULL,
  note text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  -- the version whose document this one brings back
  restores bigint,
  PRIMARY KEY (workspace_id, version)
);

-- What is active, and what somebody is working on. `revision` counts every change of the row.
CREATE TABLE gateway.policy (
  workspace_id text PRIMARY KEY,
  active_version bigint NOT NULL DEFAULT 0,
  draft text,
  draft_by text,
  draft_at timestamptz,
  revision int NOT NULL DEFAULT 1
);

-- Calls counted against quotas. Replicas add what they counted about once a second.
CREATE TABLE gateway.allowance_count (
  workspace_id text NOT NULL,
  limit_id text NOT NULL,
  -- whose count it is: a JSON array of what the limit counts by
  counted text NOT NULL,
  began_at timestamptz NOT NULL,
  calls bigint NOT NULL,
  PRIMARY KEY (workspace_id, limit_id, counted, began_at)
);
CREATE INDEX allowance_count_age ON gateway.allowance_count (began_at);

-- How often what was used by whom, by day (UTC). Empty texts stand for "none".
CREATE TABLE gateway.usage_count (
  workspace_id text NOT NULL,
  day date NOT NULL,
  subject text NOT NULL,
  agent text NOT NULL,
  upstream text NOT NULL,
  tool text NOT NULL,
  calls bigint NOT NULL,
  PRIMARY KEY (workspace_id, day, subject, agent, upstream, tool)
);

GRANT SELECT, INSERT ON gateway.policy_version TO carnet_mcp;
GRANT SELECT, INSERT, UPDATE ON gateway.policy TO carnet_mcp;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.allowance_count, gateway.usage_count TO carnet_mcp;
