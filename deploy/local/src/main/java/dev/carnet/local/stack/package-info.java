/// A whole Carnet as processes on this machine: PostgreSQL, auth-server and one or more
/// mcp-servers. In: a plan. Out: running parts that can be killed, started again and stopped in
/// order. Trusts the home folder. Never gives a service the database's owner role.
@NullMarked
package dev.carnet.local.stack;

import org.jspecify.annotations.NullMarked;
