/// The words of OAuth that every endpoint here speaks: parameters read strictly, refusals with
/// their wire codes, scopes, resources and PKCE. In: texts from the wire. Out: values, or a
/// refusal. Trusts nothing it is given and never talks to a database or the network.
@NullMarked
package dev.carnet.auth.protocol;

import org.jspecify.annotations.NullMarked;
