-- Who is told of what: one list of destinations (programs and mail addresses), rules, and what is on its way.

ALTER TABLE gateway.webhook RENAME TO destination;
ALTER TABLE gateway.destination RENAME COLUMN webhook_id TO destination_id;
ALTER TABLE gateway.destination RENAME COLUMN url TO target;
ALTER TABLE gateway.destination ALTER COLUMN secret_sealed DROP NOT NULL;
ALTER TABLE gateway.destination
  -- What `target` is: a URL or a mail address.
  ADD COLUMN kind text NOT NULL DEFAULT 'webhook' CHECK (kind IN ('webhook', 'mail')),
  ADD COLUMN name text NOT NULL DEFAULT '',
  -- The code that was mailed (its SHA-256 only), until when it counts, and how often something else was given.
  ADD COLUMN code_hash bytea,
  ADD COLUMN code_until timestamptz,
  ADD COLUMN code_tries int NOT NULL DEFAULT 0,
  -- Letters to it since that time: there are so many in an hour, and what comes beyond is put together.
  ADD COLUMN letters int NOT NULL DEFAULT 0,
  ADD COLUMN letters_since timestamptz,
  ADD CONSTRAINT destination_secret CHECK ((kind = 'webhook') = (secret_sealed IS NOT NULL));

ALTER TABLE gateway.webhook_delivery RENAME TO delivery;
ALTER TABLE gateway.delivery RENAME COLUMN webhook_id TO destination_id;
ALTER TABLE gateway.delivery
  -- What it tells of (`sev_…`, or a gate and its state); a destination is told of it once, however many rules say so.
  ADD COLUMN about text NOT NULL DEFAULT '',
  ADD COLUMN kind text NOT NULL DEFAULT 'webhook' CHECK (kind IN ('webhook', 'mail'));
ALTER INDEX gateway.webhook_delivery_list RENAME TO delivery_list;
DROP INDEX gateway.webhook_delivery_due;
CREATE INDEX delivery_due ON gateway.delivery (kind, due_at) WHERE state = 'due';
CREATE INDEX delivery_of ON gateway.delivery (workspace_id, created_at DESC, delivery_id DESC);
CREATE INDEX delivery_ended ON gateway.delivery (ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX delivery_once ON gateway.delivery (workspace_id, destination_id, about) WHERE about <> '';

-- Which destinations hear of what. Without kinds: of every security event that is severe enough; gates are named
-- (`gate.*`, `gate.waiting`). Without agents: whoever it was.
CREATE TABLE gateway.notice_rule (
  workspace_id text NOT NULL,
  rule_id text NOT NULL UNIQUE,
  name text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  kinds text[] NOT NULL,
  agents text[] NOT NULL,
  destinations text[] NOT NULL,
  enabled boolean NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, rule_id)
);
-- Until now every destination heard of every gate.
INSERT INTO gateway.notice_rule (workspace_id, rule_id, name, severity, kinds, agents, destinations, enabled, created_at)
  SELECT workspace_id, 'nru_' || substr(translate(md5(workspace_id), 'ilou', '0000'), 1, 20), 'Gates', 'info',
    '{gate.*}', '{}', array_agg(destination_id), true, clock_timestamp()
  FROM gateway.destination GROUP BY workspace_id;

-- Codes that are to be mailed: auth-server makes and sends them, so no code is ever in a row. Kept for a day, because
-- there are so many for a workspace in an hour.
CREATE TABLE gateway.code_letter (
  workspace_id text NOT NULL,
  letter_id text NOT NULL,
  destination_id text NOT NULL,
  asked_at timestamptz NOT NULL,
  sent_at timestamptz,
  PRIMARY KEY (workspace_id, letter_id)
);
CREATE INDEX code_letter_due ON gateway.code_letter (asked_at) WHERE sent_at IS NULL;

-- Whether auth-server has a mail server, as it said when it started.
CREATE TABLE gateway.mail_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  open boolean NOT NULL,
  at timestamptz NOT NULL
);

-- Whether that is the address the person signs in with: the one thing mcp-server may know of people's addresses.
CREATE FUNCTION auth.has_address(person text, address text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM auth.person p WHERE p.person_id = person AND p.email = address AND p.disabled_at IS NULL)
$$;
REVOKE ALL ON FUNCTION auth.has_address(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auth.has_address(text, text) TO carnet_mcp;

-- When the destinations of an event were found.
ALTER TABLE watch.security_event ADD COLUMN told_at timestamptz;
CREATE INDEX security_event_untold ON watch.security_event (seq) WHERE told_at IS NULL;
GRANT UPDATE (told_at) ON watch.security_event TO carnet_mcp;

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.notice_rule TO carnet_mcp;
GRANT SELECT, INSERT, DELETE ON gateway.code_letter TO carnet_mcp;
GRANT SELECT ON gateway.mail_state TO carnet_mcp;
-- auth-server has the mail server: it sends what goes to mail addresses, and nothing else of this is its own.
GRANT SELECT (workspace_id, destination_id, kind, target, name, verified_at, disabled_at, letters, letters_since)
  ON gateway.destination TO carnet_auth;
GRANT UPDATE (code_hash, code_until, code_tries, letters, letters_since) ON gateway.destination TO carnet_auth;
GRANT SELECT, UPDATE (state, tries, due_at, trouble, ended_at) ON gateway.delivery TO carnet_auth;
GRANT SELECT, UPDATE (sent_at) ON gateway.code_letter TO carnet_auth;
GRANT SELECT, INSERT, UPDATE ON gateway.mail_state TO carnet_auth;
