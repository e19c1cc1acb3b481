-- What mcp-server sealed for itself is sealed anew when its keyset gets another primary key.
GRANT UPDATE (private_sealed) ON gateway.letterbox, gateway.assertion_key TO carnet_mcp;

-- What the run of a call asks its client between two rounds, and what was answered so far; sealed like the arguments.
ALTER TABLE gateway.gate ADD COLUMN asked_sealed bytea;
