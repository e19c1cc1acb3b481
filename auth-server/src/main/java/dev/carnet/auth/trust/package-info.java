/// Issuers whose word counts here: who asks for a person (ID-JAG), and which program asks (workload
/// identity). In: what admins say about issuers, and signed assertions at the token endpoint. Out:
/// short access tokens within the issuer's bounds, each used assertion once. Trusts a key only
/// because an issuer was configured with it, never because an assertion names it, and an issuer
/// only as long as it is enabled.
@NullMarked
package dev.carnet.auth.trust;

import org.jspecify.annotations.NullMarked;
