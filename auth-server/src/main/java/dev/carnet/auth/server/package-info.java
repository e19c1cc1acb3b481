/// The servers behind the gateway as whoever runs a workspace sees them. In: a member who is signed
/// in, a form, a browser that listens. Out: a table, a page for each server, switches, and the same
/// part of the page again when it is another. Trusts mcp-server for what it wrote of its servers,
/// and shows it as text. Never reads a secret, and never calls a server.
@NullMarked
package dev.carnet.auth.server;

import org.jspecify.annotations.NullMarked;
