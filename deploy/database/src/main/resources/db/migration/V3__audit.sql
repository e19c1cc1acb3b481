-- The audit log: a hash chain per workspace (shared/…/audit). The application may insert and read entries, never change them.

CREATE TABLE audit.log (
  log_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL,
  epoch int NOT NULL DEFAULT 1,
  origin text NOT NULL UNIQUE,
  size bigint NOT NULL,
  last_leaf bytea NOT NULL,
  last_time timestamptz NOT NULL,
  -- compact range: roots of the full subtrees, at most 64 of 32 bytes
  frontier bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'frozen', 'closed')),
  UNIQUE (workspace_id, epoch)
);

CREATE TABLE audit.entry (
  part date NOT NULL,
  log_id int NOT NULL,
  seq bigint NOT NULL,
  leaf bytea NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (part, log_id, seq)
) PARTITION BY RANGE (part);
CREATE TABLE audit.entry_default PARTITION OF audit.entry DEFAULT;

-- For filters: rebuildable from the entries and compared by verify.
CREATE TABLE audit.index (
  log_id int NOT NULL,
  seq bigint NOT NULL,
  time timestamptz NOT NULL,
  act text NOT NULL,
  sub text,
  agent text,
  cl text,
  jti text,
  key_id text,
  tool text,
  out text,
  PRIMARY KEY (log_id, seq)
);

CREATE TABLE audit.disclosure (
  log_id int NOT NULL,
  seq bigint NOT NULL,
  name text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (log_id, seq, name)
);

-- Events that must follow their state change into the log (ARCHITECTURE.md, "Audit and state together").
CREATE TABLE audit.outbox (
  eid text PRIMARY KEY,
  workspace_id text NOT NULL,
  event bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Which process is alive, so that a begun call of a dead one can be closed as unknown.
CREATE TABLE audit.node (
  node_id text PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON audit.entry TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.log TO carnet_auth, carnet_mcp;
GRANT UPDATE (size, last_leaf, last_time, frontier, state) ON audit.log TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.index TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.disclosure TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, DELETE ON audit.outbox TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit.node TO carnet_auth, carnet_mcp;
