-- What mcp-server sealed for itself is sealed anew when its keyset gets another primary key.
GRANT UPDATE (private_sealed) ON gateway.letterbox, gateway.assertion_key TO carnet_mcp;
