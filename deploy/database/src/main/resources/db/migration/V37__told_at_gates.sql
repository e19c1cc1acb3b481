-- What a call at a gate does, as it was known when it was asked for: the class an operator gave the tool, what its
-- approved definition says, how far it reaches, and which server it is at. Gates from before say nothing of it.
ALTER TABLE gateway.gate
  ADD COLUMN class text NOT NULL DEFAULT '' CHECK (class IN ('', 'read', 'write', 'destructive')),
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN repeatable boolean NOT NULL DEFAULT false,
  ADD COLUMN open_world boolean NOT NULL DEFAULT true,
  ADD COLUMN server_name text NOT NULL DEFAULT '',
  ADD COLUMN server_address text NOT NULL DEFAULT '';
GRANT SELECT (class, description, repeatable, open_world, server_name, server_address) ON gateway.gate TO carnet_auth;
