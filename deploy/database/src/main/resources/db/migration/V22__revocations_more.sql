-- A whole workspace, and a server behind the gateway with what depends on it, can be revoked.

ALTER TABLE auth.revocation DROP CONSTRAINT revocation_type_check;
ALTER TABLE auth.revocation ADD CONSTRAINT revocation_type_check CHECK
  (type IN ('passport', 'token', 'grant', 'client', 'agent', 'key', 'member', 'issuer', 'rule', 'connection', 'server',
    'workspace'));
CREATE INDEX revocation_seq ON auth.revocation (workspace_id, seq);
