package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Map;

/// A message on its way to an upstream.
///
/// @param headers for transports that have them
/// @param over once this is complete, whatever still goes on about it is broken off
/// @param answered whether an answer is due
/// @param resumable whether a stream that breaks off may be taken up again
record Parcel(
        ObjectNode message,
        Map<String, String> headers,
        Future<?> over,
        boolean answered,
        boolean resumable) {}
