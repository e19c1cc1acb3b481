-- The credential that somebody issued a passport with: ids of the token, its grant, client and issuer, or of the key.
-- When one of these is taken away, so is the line with all that was delegated from it. Lines that began before this
-- migration name nothing; they end by themselves, with their agent or with their owner.
ALTER TABLE auth.passport_line ADD COLUMN issued_through text[] NOT NULL DEFAULT '{}';
CREATE INDEX passport_line_through ON auth.passport_line USING gin (issued_through) WHERE revoked_at IS NULL;
