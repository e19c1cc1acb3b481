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

-- Mail that waits to be sent. Recipient and text are sealed: a text may hold a link that lets somebody in.
CREATE TABLE auth.mail (
  mail_id text PRIMARY KEY,
  sealed bytea NOT NULL,
  tries int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX mail_due ON auth.mail (due_at);

-- Links that were mailed to who forgot their password; of the link's secret only the SHA-256.
CREATE TABLE auth.password_reset (
  hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth.person,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX password_reset_person ON auth.password_reset (person_id);
CREATE INDEX password_reset_expiry ON auth.password_reset (expires_at);

-- Invitations into a workspace; of the link's secret only the SHA-256.
CREATE TABLE auth.invitation (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  invitation_id text NOT NULL UNIQUE,
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL CHECK (role IN ('admin', 'operator', 'member', 'viewer', 'auditor')),
  hash bytea NOT NULL UNIQUE,
  invited_by text NOT NULL REFERENCES auth.person,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  PRIMARY KEY (workspace_id, invitation_id)
);
-- At most one open invitation per address and workspace.
CREATE UNIQUE INDEX invitation_open ON auth.invitation (workspace_id, email)
  WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.mail, auth.password_reset, auth.invitation TO carnet_auth;
