-- Agents are made from templates: auth-server puts a new agent into its template, and takes one that is deleted out of
-- all of them. Whoever wrote more of that table would give agents toolsets without an entry that says so.
GRANT SELECT (version), UPDATE (agents, version) ON gateway.agent_template TO carnet_auth;

-- The templates an agent is of, as the API shows them.
CREATE FUNCTION auth.templates_of(workspace text, agent text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(template_id ORDER BY template_id), '{}') FROM gateway.agent_template
  WHERE workspace_id = workspace AND agent = ANY (agents)
$$;

-- Agents that were deleted before leave their templates now.
UPDATE gateway.agent_template t SET version = version + 1, agents = ARRAY(
    SELECT one FROM unnest(t.agents) WITH ORDINALITY AS had (one, place)
    WHERE EXISTS (SELECT FROM auth.agent a
      WHERE a.workspace_id = t.workspace_id AND a.agent_id = one AND a.deleted_at IS NULL)
    ORDER BY place)
WHERE EXISTS (SELECT FROM auth.agent a
  WHERE a.workspace_id = t.workspace_id AND a.agent_id = ANY (t.agents) AND a.deleted_at IS NOT NULL);
