-- More of how people come and go.

-- By whose word somebody was signed in when they allowed something: it ends with the link and with the provider.
ALTER TABLE auth.code ADD COLUMN provider_id text;
ALTER TABLE auth.device_code ADD COLUMN provider_id text;
ALTER TABLE auth.grant_ ADD COLUMN provider_id text;
CREATE INDEX grant_provider ON auth.grant_ (workspace_id, provider_id) WHERE provider_id IS NOT NULL;

-- Whom an owner lets a provider bring along: new people with a verified address in one of these domains, in that role.
ALTER TABLE auth.identity_provider ADD COLUMN provision_domains text[] NOT NULL DEFAULT '{}',
  ADD COLUMN provision_role text NOT NULL DEFAULT 'member'
    CHECK (provision_role IN ('operator', 'member', 'viewer', 'auditor'));

-- Erasure: the wrapped key goes and its row stays, so that no process that still holds the key puts it back.
ALTER TABLE audit.data_key ADD COLUMN erased_at timestamptz;
GRANT UPDATE (wrapped, erased_at) ON audit.data_key TO carnet_mcp;
