/// What both services must agree on about people's own connections to upstream servers: auth-server
/// asks for tokens where the person sits, mcp-server renews and uses them. In: what an
/// authorization server answers. Out: tokens to be sealed, requests to be sent. Trusts no answer to
/// be well-formed; sends nothing itself.
@NullMarked
package dev.carnet.shared.connection;

import org.jspecify.annotations.NullMarked;
