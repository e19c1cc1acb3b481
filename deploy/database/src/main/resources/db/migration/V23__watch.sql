-- What Carnet noticed by itself: detectors as a workspace has set them, what they count, and security events.

CREATE SCHEMA watch;
GRANT USAGE ON SCHEMA watch TO carnet_auth, carnet_mcp;

-- One row per thing that was noticed. `seq` is the order they are read in. `once` is what it happens only once for (a
-- passport, say); NULL where every time counts. `entries` are the entries of the log that caused it: {"eid"}, or {"log",
-- "seq"} where they had their place already. `action`: 'wanted' is an order that auth-server carries out by one
-- conditional statement, together with the revocation of what `revoke_type` and `revoke_id` name.
CREATE TABLE watch.security_event (
  workspace_id text NOT NULL,
  id text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  message text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  entries jsonb NOT NULL DEFAULT '[]',
  person_id text,
  agent_id text,
  passport_id text,
  client_id text,
  key_id text,
  once text,
  action text NOT NULL DEFAULT 'none' CHECK (action IN ('none', 'wanted', 'revoked')),
  revoke_type text,
  revoke_id text,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  resolved_at timestamptz,
  resolved_by text,
  remark text,
  PRIMARY KEY (workspace_id, id),
  CHECK (action = 'none' OR revoke_type IS NOT NULL AND revoke_id IS NOT NULL)
);
CREATE UNIQUE INDEX security_event_seq ON watch.security_event (seq);
CREATE INDEX security_event_of ON watch.security_event (workspace_id, seq);
CREATE UNIQUE INDEX security_event_once ON watch.security_event (workspace_id, kind, once) WHERE once IS NOT NULL;
CREATE INDEX security_event_open ON watch.security_event (workspace_id) WHERE resolved_at IS NULL;
CREATE INDEX security_event_wanted ON watch.security_event (seq) WHERE action = 'wanted';

-- Wakes whoever follows; the payload is the row's `seq`. Whoever misses it finds the row when looking next.
CREATE FUNCTION watch.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_notify('security_event', NEW.seq::text);
  RETURN NULL;
END $$;
CREATE TRIGGER security_event_told AFTER INSERT ON watch.security_event FOR EACH ROW EXECUTE FUNCTION watch.tell();

-- What a workspace wants of a detector, for all ('') or for one agent. Rows are never changed: the highest version
-- holds, and what it leaves open (NULL) is as the workspace, and then the catalogue, has it.
CREATE TABLE watch.detector_setting (
  workspace_id text NOT NULL,
  detector text NOT NULL,
  agent_id text NOT NULL DEFAULT '',
  version bigint NOT NULL,
  enabled boolean,
  severity text CHECK (severity IN ('info', 'warning', 'critical')),
  threshold double precision,
  window_seconds int,
  revoke boolean,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, detector, agent_id, version)
);

-- What detectors added up, all replicas together; each adds what it counted once a second.
CREATE TABLE watch.tally (
  workspace_id text NOT NULL,
  detector text NOT NULL,
  principal text NOT NULL,
  began_at timestamptz NOT NULL,
  amount double precision NOT NULL,
  PRIMARY KEY (workspace_id, detector, principal, began_at)
);
CREATE INDEX tally_age ON watch.tally (began_at);

-- What a principal was seen with before: networks and countries.
CREATE TABLE watch.familiar (
  workspace_id text NOT NULL,
  principal text NOT NULL,
  kind text NOT NULL,
  what text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, principal, kind, what)
);
CREATE INDEX familiar_age ON watch.familiar (seen_at);

GRANT SELECT, INSERT ON watch.security_event TO carnet_auth, carnet_mcp;
GRANT UPDATE (action, revoked_at) ON watch.security_event TO carnet_auth;
GRANT UPDATE (resolved_at, resolved_by, remark) ON watch.security_event TO carnet_mcp;
GRANT SELECT, INSERT ON watch.detector_setting TO carnet_mcp;
GRANT SELECT ON watch.detector_setting TO carnet_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON watch.tally, watch.familiar TO carnet_mcp;
