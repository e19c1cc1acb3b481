/// Where secrets of servers behind the gateway are sealed: each under a data key of its own, and
/// that one wrapped by the service's keyset or a key service. In: a secret and the place it belongs
/// to. Out: bytes for a row, or the secret again at that same place. Trusts the keyset only. Never
/// keeps a secret, writes one to a log, or opens one anywhere but where it was sealed for.
@NullMarked
package dev.carnet.mcp.vault;

import org.jspecify.annotations.NullMarked;
