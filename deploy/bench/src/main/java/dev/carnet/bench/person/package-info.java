/// A scripted person at the other end of the wire: signs in and consents on the pages, and then
/// acts over the REST API. In: an issuer, an e-mail address, a password. Out: tokens and answers.
/// It knows Carnet only by what any client can see, and trusts nothing it cannot read on the wire.
@NullMarked
package dev.carnet.bench.person;

import org.jspecify.annotations.NullMarked;
