-- The audit log: a hash chain per workspace (shared, room `audit`). The application may insert and read entries, never
-- change them.

CREATE TABLE audit.log (
  log_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL,
  epoch int NOT NULL DEFAULT 1,
  origin text NOT NULL UNIQUE,
  size bigint NOT NULL,
  last_leaf bytea NOT NULL,
  last_time timestamptz NOT NULL,
  -- compact range: roots of the full subtrees, largest first, at most 64 of 32 bytes
  frontier bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'frozen', 'closed')),
  UNIQUE (workspace_id, epoch)
);

-- `part` is the first day of the month of the entry's time. Months are made ahead by the owner (below); what falls outside
-- them goes to the default partition, so that an append never fails for want of one.
CREATE TABLE audit.entry (
  part date NOT NULL,
  log_id int NOT NULL,
  seq bigint NOT NULL,
  leaf bytea NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (log_id, seq, part)
) PARTITION BY RANGE (part);
CREATE TABLE audit.entry_default PARTITION OF audit.entry DEFAULT;

-- For filters, and for "was this event written?": rebuildable from the entries and compared by verify.
CREATE TABLE audit.index (
  log_id int NOT NULL,
  seq bigint NOT NULL,
  time timestamptz NOT NULL,
  eid uuid NOT NULL,
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
-- An event enters the log once, however often it is retried.
CREATE UNIQUE INDEX index_eid ON audit.index (eid);
CREATE INDEX index_sub ON audit.index (log_id, sub, seq) WHERE sub IS NOT NULL;

-- What an entry commits to only by digest: salt, name and value, sealed under a data key.
CREATE TABLE audit.disclosure (
  log_id int NOT NULL,
  seq bigint NOT NULL,
  name text NOT NULL,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (log_id, seq, name)
);

-- Data keys, wrapped by the audit keyset: each is used by one process for one (workspace, subject, month). Deleting the
-- keys of a subject erases what is sealed under them, in backups too; keep this table out of long-lived backups.
CREATE TABLE audit.data_key (
  key_id text PRIMARY KEY,
  workspace_id text NOT NULL,
  subject text NOT NULL,
  month date NOT NULL,
  wrapped bytea NOT NULL
);
CREATE INDEX data_key_subject ON audit.data_key (workspace_id, subject, month);

-- Events that must follow their state change into the log (ARCHITECTURE.md, "Audit and state together").
CREATE TABLE audit.outbox (
  eid text PRIMARY KEY,
  workspace_id text NOT NULL,
  event bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_at ON audit.outbox (at);

-- Which process is alive, so that a begun call of a dead one can be closed as unknown.
CREATE TABLE audit.node (
  node_id text PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

-- Calls that have a begin entry and no end entry. Written and removed in the statements that append the two.
CREATE TABLE audit.open_call (
  eid uuid PRIMARY KEY,
  log_id int NOT NULL,
  node_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The writer's last word in a batch: one row less than expected, and the whole transaction is undone.
CREATE FUNCTION audit.must(holds boolean) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION 'audit: the batch does not fit the log any more' USING ERRCODE = 'CA001';
  END IF;
  RETURN true;
END $$;

-- Makes the partitions of this month and of those ahead; returns how many are new. The owner calls it after every
-- migration run (afterMigrate.sql). A month that has rows in the default partition stays there.
CREATE FUNCTION audit.prepare_partitions(ahead int) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  month date;
  made int := 0;
BEGIN
  FOR i IN 0..ahead LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i))::date;
    IF to_regclass('audit.entry_' || to_char(month, 'YYYY_MM')) IS NULL
       AND NOT EXISTS (SELECT FROM audit.entry_default d
                       WHERE d.part >= month AND d.part < (month + interval '1 month')::date) THEN
      EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.entry FOR VALUES FROM (%L) TO (%L)',
                     'entry_' || to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;

-- Writes a log's index anew from its entries, for the owner; returns how many rows.
CREATE FUNCTION audit.rebuild_index(log int) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  made bigint;
BEGIN
  DELETE FROM audit.index WHERE log_id = log;
  INSERT INTO audit.index (log_id, seq, time, eid, act, sub, agent, cl, jti, key_id, tool, out)
  SELECT log, e.seq, (e.line->>'time')::timestamptz, (e.line->'event'->>'eid')::uuid,
    e.line->'event'->>'act', e.line->'event'->>'sub', e.line->'event'->>'agent', e.line->'event'->>'cl',
    e.line->'event'->>'jti', e.line->'event'->>'key', e.line->'event'->>'tool', e.line->'event'->>'out'
  FROM (SELECT seq, convert_from(data, 'UTF8')::json AS line FROM audit.entry WHERE log_id = log) e;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION audit.prepare_partitions(int), audit.rebuild_index(int) FROM PUBLIC;

GRANT SELECT, INSERT ON audit.entry TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.log TO carnet_auth, carnet_mcp;
GRANT UPDATE (size, last_leaf, last_time, frontier, state) ON audit.log TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.index TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT ON audit.disclosure, audit.data_key TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, DELETE ON audit.outbox TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, DELETE ON audit.open_call TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit.node TO carnet_auth, carnet_mcp;
