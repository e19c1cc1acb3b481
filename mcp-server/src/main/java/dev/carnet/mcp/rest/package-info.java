/// mcp-server's own REST API: its table of routes, what its front desk is made of, and the routes
/// that read the audit log. In: requests under `/api/v1`. Out: JSON, or problem details (RFC 9457).
/// A resource of its own: tokens for the MCP endpoint are refused here and the reverse. One table
/// gives every route its scope and roles; what is not in it does not exist. Trusts the door's word
/// for who is calling.
@NullMarked
package dev.carnet.mcp.rest;

import org.jspecify.annotations.NullMarked;
