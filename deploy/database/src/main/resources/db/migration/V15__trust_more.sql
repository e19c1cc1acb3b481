-- More of what auth-server owns.

-- What the person who allows a device calls the grant, and the key that alone may fetch its token.
ALTER TABLE auth.device_code ADD COLUMN label text NOT NULL DEFAULT '', ADD COLUMN cnf text;

-- Tokens name the exchange rules they were given by; a rule that changes or goes ends them.
ALTER TABLE auth.revocation DROP CONSTRAINT revocation_type_check;
ALTER TABLE auth.revocation ADD CONSTRAINT revocation_type_check CHECK
  (type IN ('passport', 'token', 'grant', 'client', 'agent', 'key', 'member', 'issuer', 'rule'));
