-- Approved definitions of what upstreams offer, toolsets, and who gets them.

-- What an upstream lists, and which words of it were approved. `state` says whether what is seen is what was approved:
-- only `approved` is offered. A row that was approved once stays when its upstream no longer lists it, so that it is
-- compared with what was approved when it returns. `alias` is its name at the whole gateway, given once and kept.
CREATE TABLE gateway.definition (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  definition_id text NOT NULL UNIQUE,
  server_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('tool', 'prompt', 'resource', 'template')),
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('new', 'approved', 'changed', 'gone', 'hidden')),
  class text CHECK (class IN ('read', 'write', 'destructive')),
  alias text,
  approved_hash text,
  approved text,
  approved_at timestamptz,
  approved_by text,
  seen_hash text NOT NULL,
  seen text NOT NULL,
  seen_at timestamptz NOT NULL,
  flags text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, definition_id),
  CHECK (state <> 'approved' OR (approved_hash = seen_hash AND alias IS NOT NULL AND class IS NOT NULL))
);
CREATE UNIQUE INDEX definition_name ON gateway.definition (workspace_id, server_id, kind, name);
CREATE UNIQUE INDEX definition_alias ON gateway.definition (workspace_id, kind, alias) WHERE alias IS NOT NULL;

-- When each upstream is looked at next, by whichever replica moves the time first, and what the last look came to.
CREATE TABLE gateway.lookout (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  server_id text NOT NULL,
  next_at timestamptz NOT NULL,
  looked_at timestamptz,
  fault text,
  fault_text text,
  PRIMARY KEY (workspace_id, server_id)
);
CREATE INDEX lookout_next ON gateway.lookout (next_at);

-- A named selection with an endpoint of its own. `members` is a JSON array. The slug of a deleted one stays taken, so
-- that no token or grant for it comes back to life with another.
CREATE TABLE gateway.toolset (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  toolset_id text NOT NULL UNIQUE,
  slug text NOT NULL,
  name text NOT NULL,
  members text NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (workspace_id, toolset_id),
  UNIQUE (workspace_id, slug)
);

-- Who gets a toolset.
CREATE TABLE gateway.toolset_assignment (
  workspace_id text NOT NULL,
  toolset_id text NOT NULL,
  assignment_id text NOT NULL UNIQUE,
  type text NOT NULL CHECK (type IN ('agent', 'template', 'role', 'person')),
  target text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, toolset_id, assignment_id),
  UNIQUE (workspace_id, toolset_id, type, target),
  FOREIGN KEY (workspace_id, toolset_id) REFERENCES gateway.toolset
);

-- Agents that are set up alike: what is assigned to the template, each of them gets.
CREATE TABLE gateway.agent_template (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  template_id text NOT NULL UNIQUE,
  name text NOT NULL,
  agents text[] NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, template_id)
);

-- A server and a toolset never have one place: a server with the slug of a toolset is not inserted, as if another
-- server had it. What was known of a server goes with it.
CREATE FUNCTION gateway.server_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gateway.toolset WHERE workspace_id = NEW.workspace_id AND slug = NEW.slug) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER server_place BEFORE INSERT ON gateway.server FOR EACH ROW EXECUTE FUNCTION gateway.server_place();
CREATE FUNCTION gateway.server_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM gateway.definition WHERE workspace_id = OLD.workspace_id AND server_id = OLD.server_id;
  DELETE FROM gateway.lookout WHERE workspace_id = OLD.workspace_id AND server_id = OLD.server_id;
  RETURN OLD;
END $$;
CREATE TRIGGER server_gone AFTER DELETE ON gateway.server FOR EACH ROW EXECUTE FUNCTION gateway.server_gone();

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.definition, gateway.lookout, gateway.toolset,
  gateway.toolset_assignment, gateway.agent_template TO carnet_mcp;
-- auth-server gives tokens for toolsets that exist.
GRANT SELECT (workspace_id, slug, name, created_at, deleted_at) ON gateway.toolset TO carnet_auth;
GRANT SELECT (workspace_id, slug) ON gateway.server TO carnet_auth;
