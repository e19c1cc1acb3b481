/// Passkeys (WebAuthn Level 3). In: what a browser says a passkey signed. Out: a credential that is
/// somebody's, or a sign-in. Trusts a signature only for a challenge made here minutes ago for this
/// browser and never answered before, by our origin, for our name, with the person verified by the
/// device; asks for no attestation, and so believes nothing about the device itself.
@NullMarked
package dev.carnet.auth.passkey;

import org.jspecify.annotations.NullMarked;
