package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What an approval is about: where a server is, and what is sent there to prove us. A word of it
/// that changes has to be approved anew.
record Shape(
        String transport,
        String address,
        Authentication authentication,
        @JsonProperty("private_allowed") boolean privateAllowed) {}
