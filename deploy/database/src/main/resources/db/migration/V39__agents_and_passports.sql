-- Whoever declares a toolset means the servers that it has something of, which auth-server compares calls with.
GRANT SELECT (members) ON gateway.toolset TO carnet_auth;
