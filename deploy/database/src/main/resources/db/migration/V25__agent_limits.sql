-- Limits that agents of a template share, what becomes of an agent by severity, and passports that go when nobody needs them.

-- `notify` tells somebody, `revoke` ends what the agent has, `block` also has it get nothing until somebody looked.
ALTER TABLE auth.agent
  ADD COLUMN on_info text NOT NULL DEFAULT 'none' CHECK (on_info IN ('none', 'notify', 'revoke', 'block')),
  DROP CONSTRAINT agent_on_warning_check,
  DROP CONSTRAINT agent_on_critical_check,
  ADD CONSTRAINT agent_on_warning_check CHECK (on_warning IN ('none', 'notify', 'revoke', 'block')),
  ADD CONSTRAINT agent_on_critical_check CHECK (on_critical IN ('none', 'notify', 'revoke', 'block'));

-- What the agents of a template (gateway.agent_template) may have at most. What is null or '' limits nothing. Whoever
-- changed a row without ending the agents' passports would leave some that are wider.
CREATE TABLE auth.agent_limit (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  template_id text NOT NULL,
  scopes text[],
  mode text CHECK (mode IN ('standard', 'logged', 'enforced')),
  services text NOT NULL DEFAULT '',
  interval_seconds int,
  ttl_seconds int,
  on_info text CHECK (on_info IN ('none', 'notify', 'revoke', 'block')),
  on_warning text CHECK (on_warning IN ('none', 'notify', 'revoke', 'block')),
  on_critical text CHECK (on_critical IN ('none', 'notify', 'revoke', 'block')),
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (workspace_id, template_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.agent_limit TO carnet_auth;
GRANT SELECT (workspace_id, template_id, agents) ON gateway.agent_template TO carnet_auth;

-- What becomes of an agent at a finding of that severity: the strictest word of its own and its templates'.
CREATE FUNCTION auth.escalation(workspace text, agent text, severity text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT step FROM (
      SELECT unnest(ARRAY[a.on_info, a.on_warning, a.on_critical]) AS step,
        unnest(ARRAY['info', 'warning', 'critical']) AS at
      FROM auth.agent a WHERE a.workspace_id = workspace AND a.agent_id = agent
      UNION ALL
      SELECT unnest(ARRAY[l.on_info, l.on_warning, l.on_critical]), unnest(ARRAY['info', 'warning', 'critical'])
      FROM auth.agent_limit l
        JOIN gateway.agent_template t ON t.workspace_id = l.workspace_id AND t.template_id = l.template_id
      WHERE l.workspace_id = workspace AND agent = ANY (t.agents)) AS said
    WHERE at = severity AND step IS NOT NULL
    ORDER BY array_position(ARRAY['none', 'notify', 'revoke', 'block'], step) DESC LIMIT 1), 'none')
$$;

-- Lines that ended long ago are found by when the last passport of them was given.
CREATE INDEX passport_line_seen ON auth.passport_line (seen_at);
