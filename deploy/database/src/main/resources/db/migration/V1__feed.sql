-- The change feed: a row per change, numbered without gaps (ARCHITECTURE.md, "The change feed").
-- Roles first: services run with their own grants only and never migrate.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'carnet_auth') THEN CREATE ROLE carnet_auth LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'carnet_mcp') THEN CREATE ROLE carnet_mcp LOGIN; END IF;
END $$;

CREATE SCHEMA feed;
CREATE SCHEMA auth;
CREATE SCHEMA gateway;
CREATE SCHEMA audit;
-- Services read which version the schema has, and refuse one they do not know.
GRANT USAGE ON SCHEMA carnet TO carnet_auth, carnet_mcp;
GRANT SELECT ON carnet.flyway_schema_history TO carnet_auth, carnet_mcp;
GRANT USAGE ON SCHEMA feed, audit TO carnet_auth, carnet_mcp;
GRANT USAGE ON SCHEMA auth TO carnet_auth, carnet_mcp;
GRANT USAGE ON SCHEMA gateway TO carnet_mcp, carnet_auth;

CREATE TABLE feed.head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL
);
INSERT INTO feed.head (seq) VALUES (0);

CREATE TABLE feed.change (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  workspace_id text NOT NULL,
  body text NOT NULL
);

-- Who follows the feed, and how far each has come. One row per running process.
CREATE TABLE feed.replica (
  replica_id text PRIMARY KEY,
  service text NOT NULL,
  applied_seq bigint NOT NULL,
  seen_at timestamptz NOT NULL
);

-- Takes the next number and writes the change. It must be the last statement of its transaction: the head row stays
-- locked until the commit, which is what keeps the numbers gapless and in commit order.
CREATE FUNCTION feed.append(kind text, workspace_id text, body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  taken bigint;
BEGIN
  UPDATE feed.head SET seq = seq + 1 RETURNING seq INTO taken;
  INSERT INTO feed.change (seq, kind, workspace_id, body) VALUES (taken, append.kind, append.workspace_id, append.body);
  PERFORM pg_notify('carnet_change', taken::text);
  RETURN taken;
END $$;

-- Forgets what a replica needs only if it was away for so long that it loads a new snapshot anyway. The last row stays.
CREATE FUNCTION feed.trim() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DELETE FROM feed.change
  WHERE at < clock_timestamp() - interval '1 hour' AND seq < (SELECT seq FROM feed.head)
$$;

GRANT SELECT ON feed.head, feed.change TO carnet_auth, carnet_mcp;
GRANT SELECT, INSERT, UPDATE, DELETE ON feed.replica TO carnet_auth, carnet_mcp;
REVOKE EXECUTE ON FUNCTION feed.append(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feed.append(text, text, text) TO carnet_auth, carnet_mcp;
REVOKE EXECUTE ON FUNCTION feed.trim() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feed.trim() TO carnet_auth;
