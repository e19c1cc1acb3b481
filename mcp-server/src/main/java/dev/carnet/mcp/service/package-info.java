/// HTTP services behind the gateway: APIs that do not speak MCP. In: a description of an API
/// (OpenAPI 3.0 or 3.1), or only its address, and the use of something in it. Out: tools like those
/// of any upstream server, and the answer as a tool's result. Only what the service's terms allow
/// is sent, and only below its address; a redirect is judged anew, and what proves us does not go
/// along to another host. A reference that leads outside the description makes an operation
/// unusable, never fetched. Knows no secrets: what proves us is added on the way out.
@NullMarked
package dev.carnet.mcp.service;

import org.jspecify.annotations.NullMarked;
