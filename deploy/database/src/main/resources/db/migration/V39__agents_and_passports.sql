-- Whoever declares a toolset means the servers that it has something of, which auth-server compares calls with.
GRANT SELECT (members) ON gateway.toolset TO carnet_auth;

-- How long a line of passports goes on at most, whatever it is bound to: narrower than what the operator of the
-- deployment set, said for one agent, for the agents of a template, or for all of a workspace.
ALTER TABLE auth.agent ADD COLUMN line_seconds int;
ALTER TABLE auth.agent_limit ADD COLUMN line_seconds int;
ALTER TABLE auth.workspace ADD COLUMN line_seconds int;

-- Whether whoever the passport was given to said that it sends others; one who said no does not.
ALTER TABLE auth.passport_line ADD COLUMN delegates boolean NOT NULL DEFAULT true;
