-- Looks at one server are numbered as they begin (`begun`), and only one that is newer than everything written so far
-- (`noted`) is written: who asked earlier and was answered later changes nothing.
ALTER TABLE gateway.lookout
  ADD COLUMN begun bigint NOT NULL DEFAULT 0,
  ADD COLUMN noted bigint NOT NULL DEFAULT 0;

-- Slugs of deleted servers stay taken, so that no token or grant for one comes back to life with another.
CREATE TABLE gateway.server_slug (
  workspace_id text NOT NULL REFERENCES auth.workspace,
  slug text NOT NULL,
  server_id text NOT NULL,
  deleted_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, slug)
);
GRANT SELECT, INSERT ON gateway.server_slug TO carnet_mcp;

-- A server is not inserted at the place of a toolset, nor of a server that was deleted; a toolset not at that of one.
CREATE OR REPLACE FUNCTION gateway.server_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gateway.toolset WHERE workspace_id = NEW.workspace_id AND slug = NEW.slug)
      OR EXISTS (SELECT FROM gateway.server_slug WHERE workspace_id = NEW.workspace_id AND slug = NEW.slug) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION gateway.toolset_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gateway.server_slug WHERE workspace_id = NEW.workspace_id AND slug = NEW.slug) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER toolset_place BEFORE INSERT ON gateway.toolset FOR EACH ROW EXECUTE FUNCTION gateway.toolset_place();

-- The lookout goes first, because a look locks it before the definitions.
CREATE OR REPLACE FUNCTION gateway.server_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM gateway.lookout WHERE workspace_id = OLD.workspace_id AND server_id = OLD.server_id;
  DELETE FROM gateway.definition WHERE workspace_id = OLD.workspace_id AND server_id = OLD.server_id;
  INSERT INTO gateway.server_slug (workspace_id, slug, server_id, deleted_at)
    VALUES (OLD.workspace_id, OLD.slug, OLD.server_id, now()) ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;
