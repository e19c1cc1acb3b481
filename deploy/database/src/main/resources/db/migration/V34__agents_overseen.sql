-- What somebody else than its owner said of an agent: names of its members that the owner may tighten and not loosen.
ALTER TABLE auth.agent ADD COLUMN held text[] NOT NULL DEFAULT '{}';
