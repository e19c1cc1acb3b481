/// Words both services use for tenants and the things in them: prefixed public ids and roles. In:
/// nothing. Out: values. Never talks to the network or a database.
@NullMarked
package dev.carnet.shared.workspace;

import org.jspecify.annotations.NullMarked;
