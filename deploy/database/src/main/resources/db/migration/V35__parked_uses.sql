-- Uses of servers of an earlier revision that wait for their client's answers. The replica that holds the server's
-- session has the row; an answer that arrives at another one is put into it once, and what came of it is fetched once.
-- Answer and reply are sealed for this row.
CREATE TABLE gateway.parked_use (
  workspace_id text NOT NULL,
  handle text NOT NULL,
  server_id text NOT NULL,
  principal text NOT NULL,
  answer bytea,
  taken boolean NOT NULL DEFAULT false,
  reply bytea,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, handle)
);
CREATE INDEX parked_use_at ON gateway.parked_use (at);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.parked_use TO carnet_mcp;
