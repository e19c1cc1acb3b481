-- What replicas count together: windows slide by tenths, streaks end for all replicas, and events name the entries of all.

-- `ended`: a streak ended within this tenth, so what was counted before it counts no more. `entries`: the last that were counted, of all replicas.
ALTER TABLE watch.tally
  ADD COLUMN ended boolean NOT NULL DEFAULT false,
  ADD COLUMN entries text[] NOT NULL DEFAULT '{}',
  ADD COLUMN kept_until timestamptz NOT NULL DEFAULT now() + interval '2 days';
DROP INDEX watch.tally_age;
CREATE INDEX tally_kept ON watch.tally (kept_until);

-- Different names that a principal tried, and networks it was seen in, within a detector's window; by their hashes.
CREATE TABLE watch.different (
  workspace_id text NOT NULL,
  detector text NOT NULL,
  principal text NOT NULL,
  what text NOT NULL,
  seen_at timestamptz NOT NULL,
  entry text NOT NULL,
  kept_until timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, detector, principal, what)
);
CREATE INDEX different_kept ON watch.different (kept_until);

GRANT SELECT, INSERT, UPDATE, DELETE ON watch.different TO carnet_mcp;
GRANT SELECT, INSERT, UPDATE ON watch.tally TO carnet_auth;

-- How far a log was checked by itself, so that only what came since is. `looked_at`: whoever sets it first is the replica that looks;
-- it lies ahead while one does, and where there is a gap.
CREATE TABLE watch.audit_position (
  workspace_id text PRIMARY KEY,
  looked_at timestamptz NOT NULL,
  log text NOT NULL DEFAULT '',
  size bigint NOT NULL DEFAULT 0,
  time text NOT NULL DEFAULT '',
  leaf text NOT NULL DEFAULT '',
  leaf_before text NOT NULL DEFAULT '',
  frontier text NOT NULL DEFAULT ''
);
GRANT SELECT, INSERT, UPDATE ON watch.audit_position TO carnet_mcp;
