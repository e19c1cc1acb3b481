/// How answers leave: one JSON object, or an event stream that never holds more for a slow reader
/// than its limit. In: messages, from any thread. Out: bytes in order, and word of a client that
/// left. Knows JSON-RPC messages only as trees; decides nothing.
@NullMarked
package dev.carnet.mcp.stream;

import org.jspecify.annotations.NullMarked;
