-- Agents that are watched, passports that say what they are for, and what became of them.

-- `services` is what the agent's passports may name at most, '' while nothing narrows them. `public_jwk` is the key that
-- an enrolled agent asks with; until then a challenge waits for whoever has it.
ALTER TABLE auth.agent
  ADD COLUMN mode text NOT NULL DEFAULT 'standard' CHECK (mode IN ('standard', 'logged', 'enforced')),
  ADD COLUMN services text NOT NULL DEFAULT '',
  ADD COLUMN on_warning text NOT NULL DEFAULT 'notify' CHECK (on_warning IN ('notify', 'block')),
  ADD COLUMN on_critical text NOT NULL DEFAULT 'block' CHECK (on_critical IN ('notify', 'block')),
  ADD COLUMN blocked_at timestamptz,
  ADD COLUMN public_jwk text,
  ADD COLUMN enrolled_at timestamptz,
  ADD COLUMN challenge_hash bytea,
  ADD COLUMN challenge_expires_at timestamptz;

-- `line` is the passport that this one was renewed from first, and the passport itself where nothing is said; `mandate`
-- is what its claims say beside scopes and times.
ALTER TABLE auth.passport
  ADD COLUMN line text,
  ADD COLUMN mandate text NOT NULL DEFAULT '{}',
  ADD COLUMN key_thumbprint text;
CREATE INDEX passport_session ON auth.passport (workspace_id, passport_session);
CREATE INDEX passport_of_line ON auth.passport (workspace_id, (coalesce(line, jti)));

-- A place in the tree of those who delegated: one row for a passport and all it was renewed into. `seen_at` is when the
-- last of them was given, `checked_at` when the agent last reported, at first when it set out.
CREATE TABLE auth.passport_line (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  line text NOT NULL UNIQUE,
  parent text,
  agent_id text NOT NULL,
  owner_id text NOT NULL,
  passport_session text NOT NULL,
  mode text NOT NULL,
  life_seconds int NOT NULL,
  interval_seconds int,
  began_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  checked_at timestamptz NOT NULL,
  closed_at timestamptz,
  revoked_at timestamptz,
  outcome text CHECK (outcome IN ('clean', 'flagged', 'blocked')),
  PRIMARY KEY (workspace_id, line)
);
CREATE INDEX passport_line_parent ON auth.passport_line (workspace_id, parent) WHERE parent IS NOT NULL;
CREATE INDEX passport_line_agent ON auth.passport_line (workspace_id, agent_id);

-- What an agent reported, and what the gateway had seen of it by then. `findings` is a JSON array.
CREATE TABLE auth.checkpoint (
  workspace_id text NOT NULL,
  checkpoint_id text NOT NULL UNIQUE,
  line text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('checkpoint', 'checkout')),
  at timestamptz NOT NULL,
  services_used text[] NOT NULL,
  actions_count int NOT NULL,
  calls_seen int NOT NULL,
  delegated_to text[] NOT NULL,
  summary text NOT NULL,
  findings text NOT NULL,
  PRIMARY KEY (workspace_id, checkpoint_id),
  FOREIGN KEY (workspace_id, line) REFERENCES auth.passport_line
);
CREATE INDEX checkpoint_line ON auth.checkpoint (workspace_id, line, at);

-- A checkout that a person has to look at.
CREATE TABLE auth.review (
  workspace_id text NOT NULL,
  review_id text NOT NULL UNIQUE,
  line text NOT NULL,
  agent_id text NOT NULL,
  made_at timestamptz NOT NULL,
  findings text NOT NULL,
  decision text CHECK (decision IN ('accept', 'block')),
  decided_at timestamptz,
  decided_by text,
  note text NOT NULL DEFAULT '',
  PRIMARY KEY (workspace_id, review_id),
  FOREIGN KEY (workspace_id, line) REFERENCES auth.passport_line,
  UNIQUE (workspace_id, line)
);
CREATE INDEX review_made ON auth.review (workspace_id, made_at);

-- What the log has of one passport.
CREATE INDEX index_jti ON audit.index (log_id, jti, seq) WHERE jti IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.passport_line, auth.checkpoint, auth.review TO carnet_auth;
-- A passport names toolsets by their ids, as it does servers.
GRANT SELECT (toolset_id) ON gateway.toolset TO carnet_auth;
