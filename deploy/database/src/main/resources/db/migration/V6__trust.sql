-- Whom the server trusts to say who somebody is, and device codes.

-- Device codes (RFC 8628). Neither of the two codes is stored, only their SHA-256. A decided row waits for the device
-- to fetch its token; `seq` is the feed sequence at the decision, as with authorization codes.
CREATE TABLE auth.device_code (
  hash bytea PRIMARY KEY,
  user_hash bytea NOT NULL UNIQUE,
  client_id text NOT NULL,
  scope text NOT NULL,
  resource text NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  interval_seconds int NOT NULL,
  polled_at timestamptz,
  early boolean NOT NULL DEFAULT false,
  decision text CHECK (decision IN ('allow', 'deny')),
  workspace_id text,
  grant_id text,
  person_id text,
  granted text,
  seq bigint,
  spent_at timestamptz
);
CREATE INDEX device_code_expiry ON auth.device_code (expires_at);

-- Issuers whose word counts in a workspace: `id-jag` says which person asks, `workload` which program. Keys are given
-- by value, by the address of the set, or are found by discovery (neither).
CREATE TABLE auth.trusted_issuer (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  issuer_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('id-jag', 'workload')),
  name text NOT NULL,
  issuer text NOT NULL,
  jwks text,
  jwks_uri text,
  algorithms text[] NOT NULL,
  scopes text[] NOT NULL,
  link_by_email boolean NOT NULL DEFAULT false,
  tenant_claim text,
  tenant_value text,
  -- what an `id-jag` issuer may vouch for: these clients, all when empty
  clients text[] NOT NULL,
  -- what the `aud` of a `workload` assertion must be, this server when empty
  audiences text[] NOT NULL,
  -- rules of a `workload` issuer, a JSON array
  rules text NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  disabled_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (workspace_id, issuer_id)
);
CREATE INDEX trusted_issuer_name ON auth.trusted_issuer (issuer);

-- Which person an issuer means by a subject.
CREATE TABLE auth.account_link (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  link_id text NOT NULL UNIQUE,
  issuer_id text NOT NULL REFERENCES auth.trusted_issuer (issuer_id),
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES auth.person,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, link_id),
  UNIQUE (issuer_id, subject)
);

-- Assertions of trusted issuers that were used, until they expire.
CREATE TABLE auth.used_assertion (
  hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX used_assertion_expiry ON auth.used_assertion (expires_at);

-- Who may act for whom (RFC 8693): without a rule, nobody for nobody. An empty list means any of its kind.
CREATE TABLE auth.exchange_rule (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  rule_id text NOT NULL UNIQUE,
  client_id text NOT NULL REFERENCES auth.client,
  subject text NOT NULL CHECK (subject IN ('person', 'agent', 'client', 'key')),
  roles text[] NOT NULL,
  ids text[] NOT NULL,
  scopes text[] NOT NULL,
  resources text[] NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, rule_id)
);
CREATE INDEX exchange_rule_client ON auth.exchange_rule (client_id);

-- A grant that rests on an issuer's word: one per person, client and issuer.
ALTER TABLE auth.grant_ ADD COLUMN issuer_id text REFERENCES auth.trusted_issuer (issuer_id);
CREATE UNIQUE INDEX grant_by_issuer ON auth.grant_ (workspace_id, person_id, client_id, issuer_id)
  WHERE issuer_id IS NOT NULL AND revoked_at IS NULL;

ALTER TABLE auth.revocation DROP CONSTRAINT revocation_type_check;
ALTER TABLE auth.revocation ADD CONSTRAINT revocation_type_check CHECK
  (type IN ('passport', 'token', 'grant', 'client', 'agent', 'key', 'member', 'issuer'));

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.device_code, auth.trusted_issuer, auth.account_link,
  auth.used_assertion, auth.exchange_rule TO carnet_auth;
