-- Security events that nobody wants to be asked about before a time, and what a workspace's posture is read from.

ALTER TABLE watch.security_event ADD COLUMN snoozed_until timestamptz;
GRANT UPDATE (snoozed_until) ON watch.security_event TO carnet_mcp;

GRANT SELECT (enrolled_at) ON auth.agent TO carnet_mcp;
GRANT SELECT (created_at) ON auth.api_key TO carnet_mcp;
