-- How servers behind the gateway have fared, and that what nobody approves ends.

-- One row per change of a server's health, the newest of each server. `told`: whether rules were asked who wants to hear.
CREATE TABLE gateway.server_health_change (
  workspace_id text NOT NULL,
  server_id text NOT NULL,
  change_id text NOT NULL,
  was text NOT NULL,
  health text NOT NULL,
  health_text text NOT NULL,
  changed_at timestamptz NOT NULL,
  told boolean NOT NULL DEFAULT false,
  PRIMARY KEY (workspace_id, change_id),
  FOREIGN KEY (workspace_id, server_id) REFERENCES gateway.server ON DELETE CASCADE
);
CREATE INDEX server_health_change_of ON gateway.server_health_change (workspace_id, server_id, changed_at DESC, change_id DESC);
CREATE INDEX server_health_change_untold ON gateway.server_health_change (changed_at) WHERE NOT told;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.server_health_change TO carnet_mcp;

-- Since when address and authentication stand as they do, and who turned them down, if somebody did. Another shape is
-- another question, so it takes a rejection back.
ALTER TABLE gateway.server
  ADD COLUMN shape_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ADD COLUMN rejected_at timestamptz,
  ADD COLUMN rejected_by text,
  ADD COLUMN rejected_reason text;
CREATE INDEX server_unapproved ON gateway.server (shape_at) WHERE rejected_at IS NULL AND approved_at IS NULL;
-- auth-server's pages show it.
GRANT SELECT (rejected_at) ON gateway.server TO carnet_auth;
