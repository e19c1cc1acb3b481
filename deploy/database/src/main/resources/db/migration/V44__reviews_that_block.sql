-- A review says whether the agent is blocked until somebody decides it, and counts the changes of
-- what it says: whoever decides names the version they looked at.
ALTER TABLE auth.review
  ADD COLUMN blocks boolean NOT NULL DEFAULT false,
  ADD COLUMN version int NOT NULL DEFAULT 1;

-- Of what waits for a blocked agent any may have blocked it. An agent for which nothing waits was
-- blocked by somebody's word, which `held` says from now on.
UPDATE auth.review r SET blocks = true FROM auth.agent a
WHERE r.decision IS NULL AND a.workspace_id = r.workspace_id AND a.agent_id = r.agent_id
  AND a.blocked_at IS NOT NULL;
UPDATE auth.agent a SET held = array_append(held, 'blocked')
WHERE blocked_at IS NOT NULL AND NOT 'blocked' = ANY (held)
  AND NOT EXISTS (SELECT FROM auth.review r WHERE r.workspace_id = a.workspace_id
    AND r.agent_id = a.agent_id AND r.decision IS NULL);
