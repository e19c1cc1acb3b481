/// Taking away: passports, tokens, grants, clients, agents, keys, members. In: an order from the
/// REST API, RFC 7009, or a replay that was found out. Out: what was ended, once every replica
/// refuses it. Trusts that whoever gives the order was allowed to.
@NullMarked
package dev.carnet.auth.revocation;

import org.jspecify.annotations.NullMarked;
