-- More of what auth-server owns.

-- What the person who allows a device calls the grant, and the key that alone may fetch its token.
ALTER TABLE auth.device_code ADD COLUMN label text NOT NULL DEFAULT '', ADD COLUMN cnf text;

-- Where a grant's client led when it was made: its document may be gone and its registration, too, when a domain is
-- blocked.
ALTER TABLE auth.grant_ ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}';
UPDATE auth.grant_ g SET redirect_uris = c.redirect_uris FROM auth.client c WHERE c.client_id = g.client_id;

-- Clients of a workspace can be edited.
ALTER TABLE auth.client ADD COLUMN version int NOT NULL DEFAULT 1;

-- Tokens name the exchange rules they were given by; a rule that changes or goes ends them.
ALTER TABLE auth.revocation DROP CONSTRAINT revocation_type_check;
ALTER TABLE auth.revocation ADD CONSTRAINT revocation_type_check CHECK
  (type IN ('passport', 'token', 'grant', 'client', 'agent', 'key', 'member', 'issuer', 'rule', 'connection'));
-- While this is on, members without a second factor are given nothing for this workspace.
ALTER TABLE auth.workspace ADD COLUMN require_second_factor boolean NOT NULL DEFAULT false;
