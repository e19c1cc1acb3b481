-- What a client may do differently from the ordinary.
ALTER TABLE auth.client
  ADD COLUMN jwks_uri text,
  ADD COLUMN dpop_bound boolean NOT NULL DEFAULT false,
  ADD COLUMN profile text NOT NULL DEFAULT 'oauth' CHECK (profile IN ('oauth', 'fapi2')),
  ADD COLUMN refresh_grace_seconds int CHECK (refresh_grace_seconds BETWEEN 0 AND 3600);
