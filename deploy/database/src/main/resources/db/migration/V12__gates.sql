-- Calls that wait for a person.

-- One row per call. Every step is one UPDATE that names the state it comes from, so of two who try one wins:
--   waiting  -> approved, rejected, expired, withdrawn
--   approved -> running, failed, expired, withdrawn
--   running  -> done, failed, unknown
-- mcp-server asks, runs and ends; people decide at auth-server, which may write the columns of a decision only.
CREATE TABLE gateway.gate (
  workspace_id text NOT NULL,
  gate_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('confirm', 'approve')),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN
    ('waiting', 'approved', 'rejected', 'expired', 'withdrawn', 'running', 'done', 'failed', 'unknown')),
  -- Why it ended, as a code; what a person wrote about it is sealed.
  why text NOT NULL DEFAULT '',
  remark_sealed bytea,
  -- MAC over everything the decision is about: principal, tool, pinned definition, arguments, rule, policy version.
  binding bytea NOT NULL,
  principal text NOT NULL,
  subject text NOT NULL,
  -- The person the call runs for, and everybody who has a part in it: none of them approves it.
  person_id text,
  involved text[] NOT NULL,
  -- What ends the caller's credential (`grant:grt_…`), and the feed number the caller was looked at with.
  ties text[] NOT NULL,
  seq bigint NOT NULL,
  -- The toolset it was called in ('' is the whole gateway), and the name it was called by there.
  toolset text NOT NULL,
  name text NOT NULL,
  server text NOT NULL,
  tool text NOT NULL,
  pin text NOT NULL,
  rule text NOT NULL,
  policy_version bigint NOT NULL,
  reason text NOT NULL,
  consequences text NOT NULL,
  -- Who may approve, how many it takes, and who else may once it took too long.
  roles text[] NOT NULL,
  people text[] NOT NULL,
  quorum int NOT NULL CHECK (quorum >= 1),
  later_roles text[] NOT NULL,
  later_people text[] NOT NULL,
  escalates_at timestamptz,
  escalated_at timestamptz,
  -- The arguments as asked and as edited. `version` counts edits: who approves, approves what they saw.
  schema text NOT NULL,
  arguments_sealed bytea,
  edited_sealed bytea,
  edited_by text,
  version int NOT NULL DEFAULT 1,
  approved_by text[] NOT NULL DEFAULT '{}',
  decided_by text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  -- The one run, the process that renews `lease_until` while it lasts, and what came of it.
  run_id text,
  lease_until timestamptz,
  ended_at timestamptz,
  result_sealed bytea,
  -- How many mails there are to send and were sent, and which state the webhooks were told of.
  notices int NOT NULL DEFAULT 1,
  mailed int NOT NULL DEFAULT 0,
  told text NOT NULL DEFAULT '',
  PRIMARY KEY (workspace_id, gate_id)
);
-- The same call asked twice is one gate, until it ran.
CREATE UNIQUE INDEX gate_open ON gateway.gate (workspace_id, binding) WHERE state IN ('waiting', 'approved');
CREATE INDEX gate_list ON gateway.gate (workspace_id, created_at DESC, gate_id DESC);
CREATE INDEX gate_principal ON gateway.gate (workspace_id, principal) WHERE state = 'waiting';
CREATE INDEX gate_expiry ON gateway.gate (expires_at) WHERE state IN ('waiting', 'approved');
CREATE INDEX gate_escalation ON gateway.gate (escalates_at) WHERE state = 'waiting' AND escalated_at IS NULL;
CREATE INDEX gate_lease ON gateway.gate (lease_until) WHERE state = 'running';
CREATE INDEX gate_mail ON gateway.gate (created_at) WHERE state = 'waiting' AND mailed < notices;
CREATE INDEX gate_told ON gateway.gate (created_at) WHERE told <> state;
CREATE INDEX gate_old ON gateway.gate (ended_at) WHERE ended_at IS NOT NULL;

-- Where a workspace wants to be told about gates. Nothing is sent before the destination proved that it wants it.
CREATE TABLE gateway.webhook (
  workspace_id text NOT NULL,
  webhook_id text NOT NULL UNIQUE,
  url text NOT NULL,
  secret_sealed bytea NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  verified_at timestamptz,
  disabled_at timestamptz,
  PRIMARY KEY (workspace_id, webhook_id)
);

-- Deliveries on their way. A row that failed too often is `dead` and stays to be seen.
CREATE TABLE gateway.webhook_delivery (
  workspace_id text NOT NULL,
  delivery_id text NOT NULL UNIQUE,
  webhook_id text NOT NULL,
  body text NOT NULL,
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'dead')),
  tries int NOT NULL DEFAULT 0,
  trouble text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (workspace_id, delivery_id),
  FOREIGN KEY (workspace_id, webhook_id) REFERENCES gateway.webhook ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_due ON gateway.webhook_delivery (due_at) WHERE state = 'due';
CREATE INDEX webhook_delivery_list ON gateway.webhook_delivery (workspace_id, webhook_id, created_at DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.gate, gateway.webhook, gateway.webhook_delivery TO carnet_mcp;
-- What the page shows and a decision changes; never what came of the call, and never whether it runs.
GRANT SELECT (workspace_id, gate_id, kind, state, why, remark_sealed, subject, person_id, involved, ties, seq, toolset,
  name, server, tool, rule, policy_version, reason, consequences, roles, people, quorum, later_roles, later_people,
  escalated_at, schema, arguments_sealed, edited_sealed, edited_by, version, approved_by, decided_by, created_at,
  expires_at, decided_at, notices, mailed) ON gateway.gate TO carnet_auth;
GRANT UPDATE (state, why, remark_sealed, edited_sealed, edited_by, version, approved_by, decided_by, expires_at,
  decided_at, ended_at, mailed) ON gateway.gate TO carnet_auth;
