-- Invitations, and what people can take back.

-- Sign-in sessions get a public name, the time and strength of the last full sign-in, and what they are listed as.
-- Whoever is signed in signs in again after the upgrade.
DELETE FROM auth.sign_in_session;
ALTER TABLE auth.sign_in_session
  ADD COLUMN session_id text NOT NULL UNIQUE,
  ADD COLUMN authenticated_at timestamptz NOT NULL,
  ADD COLUMN strength text NOT NULL,
  ADD COLUMN device text NOT NULL,
  ADD COLUMN network text NOT NULL;
