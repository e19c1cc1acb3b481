/// The registry of the servers behind the gateway: where they are, what proves us there, and
/// whether somebody approved it. In: an operator's word through REST. Out: a picture of them in
/// memory, what is sent along with a use, and how tests and health checks went. Trusts no server:
/// what one says about itself is shown, never obeyed. Shows a secret to nobody, and uses a person's
/// only for that person.
@NullMarked
package dev.carnet.mcp.server;

import org.jspecify.annotations.NullMarked;
