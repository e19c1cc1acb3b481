/// Who may act for whom (RFC 8693): rules of a workspace, and tokens exchanged under them. In:
/// rules of admins; a client with a token of somebody and perhaps one of an actor. Out: a narrower
/// token for the same subject that names who acts, and ends with either. Trusts nothing without a
/// rule, and never widens scope, audience or life.
@NullMarked
package dev.carnet.auth.exchange;

import org.jspecify.annotations.NullMarked;
