-- A person's key is tried at its server before it counts.

-- `open`: not tried yet; `away`: the server did not answer, so that the next use tries it again; `refused`: the server does not take
-- it, and it is kept no longer. Only what is proven is used. Whoever tries a key has claimed the row (`claim`, `claimed_until`): nothing
-- is spent by trying, so a claim that ran out may be taken by somebody else.
ALTER TABLE gateway.connection
  ADD COLUMN trial text NOT NULL DEFAULT 'proven' CHECK (trial IN ('open', 'away', 'refused', 'proven')),
  ADD CHECK (trial <> 'refused' OR (length(letter) = 0 AND expired_at IS NOT NULL));
CREATE INDEX connection_untried ON gateway.connection (created_at) WHERE trial = 'open' AND ended_at IS NULL;
GRANT SELECT (trial) ON gateway.connection TO carnet_auth;
