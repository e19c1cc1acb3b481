-- What people sign in with beside a password.

-- Authenticator apps (RFC 6238). `last_step` is the time step of the newest code that counted: a code counts once, and
-- none before it counts any more. Rows are made when the first code was right.
CREATE TABLE auth.totp (
  person_id text PRIMARY KEY REFERENCES auth.person,
  secret_sealed bytea NOT NULL,
  last_step bigint NOT NULL,
  created_at timestamptz NOT NULL
);

-- Recovery codes as MACs. A code that was used has no row.
CREATE TABLE auth.recovery_code (
  person_id text NOT NULL REFERENCES auth.person,
  mac bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, mac)
);

-- Passkeys. The credential id is the primary key of its own: no two people share one.
CREATE TABLE auth.passkey (
  credential_id bytea PRIMARY KEY,
  passkey_id text NOT NULL UNIQUE,
  person_id text NOT NULL REFERENCES auth.person,
  name text NOT NULL,
  -- AAGUID, credential id and COSE key, as attested
  attested bytea NOT NULL,
  sign_count bigint NOT NULL,
  backup_eligible boolean NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX passkey_person ON auth.passkey (person_id);

-- Challenges of passkeys that were answered, until nobody could answer them any more: each is answered once.
CREATE TABLE auth.passkey_challenge (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_expiry ON auth.passkey_challenge (expires_at);

-- A first step was right and a second one is still to come. Nobody is signed in by this.
CREATE TABLE auth.half_sign_in (
  hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth.person,
  tries int NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
CREATE INDEX half_sign_in_person ON auth.half_sign_in (person_id);
CREATE INDEX half_sign_in_expiry ON auth.half_sign_in (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.totp, auth.recovery_code, auth.passkey, auth.passkey_challenge,
  auth.half_sign_in TO carnet_auth;

-- OpenID providers of a workspace. Their word reaches the members of that workspace who are members of no other.
CREATE TABLE auth.identity_provider (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  provider_id text NOT NULL UNIQUE,
  name text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  secret_sealed bytea,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  PRIMARY KEY (workspace_id, provider_id)
);

-- Whose account there is whose here: made by the person alone, after a fresh sign-in.
CREATE TABLE auth.linked_identity (
  workspace_id text NOT NULL,
  provider_id text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES auth.person,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (provider_id, subject),
  UNIQUE (provider_id, person_id),
  FOREIGN KEY (workspace_id, provider_id) REFERENCES auth.identity_provider
);
CREATE INDEX linked_identity_person ON auth.linked_identity (person_id);

-- A browser that is away at a provider: by the hash of `state`, for the browser with the other hash, taken once.
CREATE TABLE auth.federation_request (
  hash bytea PRIMARY KEY,
  browser bytea NOT NULL,
  provider_id text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  person_id text,
  return_to text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX federation_request_expiry ON auth.federation_request (expires_at);

-- By whose word a session began, if it was not the person's own password or passkey.
ALTER TABLE auth.sign_in_session ADD COLUMN workspace_id text, ADD COLUMN provider_id text;
ALTER TABLE auth.half_sign_in ADD COLUMN workspace_id text, ADD COLUMN provider_id text;
CREATE INDEX sign_in_session_provider ON auth.sign_in_session (provider_id) WHERE provider_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.identity_provider, auth.linked_identity, auth.federation_request
  TO carnet_auth;
