/// Who is calling: a bearer token, passport or key becomes a caller or a refusal. In: request
/// headers and the picture. Out: a caller with role and scopes of this moment. Trusts the picture
/// only.
@NullMarked
package dev.carnet.shared.caller;

import org.jspecify.annotations.NullMarked;
