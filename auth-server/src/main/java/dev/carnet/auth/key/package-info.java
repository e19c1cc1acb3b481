/// Long-lived API keys, personal ones and those of a workspace. In: requests of members. Out: the
/// full key once, and afterwards only what it is called, its beginning, and whether it still works.
/// Trusts the keyset of the key MACs. Never stores or shows a secret again.
@NullMarked
package dev.carnet.auth.key;

import org.jspecify.annotations.NullMarked;
