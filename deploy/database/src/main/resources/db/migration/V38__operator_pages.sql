-- The pages for whoever runs a workspace: its servers as mcp-server knows them, switched on and off and approved by the
-- same statements as mcp-server's, and the names of templates that agents are made from. Secrets stay unread.
GRANT SELECT (private_allowed, managed_by, secret_at, health, health_text, health_at, seen_at, approved_by, approved_at,
  version), UPDATE (enabled, approved_shape, approved_by, approved_at, version) ON gateway.server TO carnet_auth;
GRANT SELECT ON gateway.server_test TO carnet_auth;
GRANT SELECT (workspace_id, server_id, kind, state) ON gateway.definition TO carnet_auth;
GRANT SELECT (name) ON gateway.agent_template TO carnet_auth;
