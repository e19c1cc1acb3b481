/// Whole OAuth journeys over HTTP against the running auth-server and a real PostgreSQL. In: what a
/// client or a browser would send. Out: what it gets back, and what the log says. Trusts nothing
/// but the wire and the rows.
@NullMarked
package dev.carnet.auth.journey;

import org.jspecify.annotations.NullMarked;
