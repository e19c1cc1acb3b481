/// JSON-RPC as MCP uses it. In: bytes of a request body. Out: one parsed message with its arguments
/// as received, or the error that answers it; and the bytes of answers. Trusts nothing: size,
/// depth, duplicate names, encoding and trailing bytes are checked while parsing once. Knows no
/// HTTP.
@NullMarked
package dev.carnet.mcp.message;

import org.jspecify.annotations.NullMarked;
