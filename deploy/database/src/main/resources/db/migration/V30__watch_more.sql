-- One rule for findings of reports and events of detectors: what becomes of an agent by severity.

-- Both services ask it when they write an event; neither sees more of an agent than the answer.
ALTER FUNCTION auth.escalation(text, text, text) SECURITY DEFINER SET search_path = pg_catalog;
REVOKE ALL ON FUNCTION auth.escalation(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auth.escalation(text, text, text) TO carnet_auth, carnet_mcp;

-- Whether the order also has the agent get nothing until somebody looked.
ALTER TABLE watch.security_event ADD COLUMN blocks boolean NOT NULL DEFAULT false;

-- Whose own address it is, where nobody had to agree: it is told something only while they are a member. Such a row was verified the moment
-- it was made.
ALTER TABLE gateway.destination ADD COLUMN person_id text;
UPDATE gateway.destination d SET person_id = p.person_id FROM auth.person p
  WHERE d.kind = 'mail' AND d.verified_at = d.created_at AND p.email = d.target;
GRANT SELECT (person_id) ON gateway.destination TO carnet_auth;

-- What is due, by whom it is due to: so many of each are taken at a time.
CREATE INDEX delivery_turn ON gateway.delivery (workspace_id, destination_id, due_at) WHERE state = 'due';

-- Keys are used at both services.
GRANT INSERT, UPDATE ON gateway.key_use TO carnet_auth;
