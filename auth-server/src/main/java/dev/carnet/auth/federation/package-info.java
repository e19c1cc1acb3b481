/// Signing in by the word of another OpenID provider. In: an owner's settings, and what a browser
/// brings back from there. Out: a first step for the person who linked that account before. Trusts
/// a provider for its own workspace alone, and an answer only if this browser asked for it, minutes
/// ago, once, of this very provider. Never finds a person by e-mail.
@NullMarked
package dev.carnet.auth.federation;

import org.jspecify.annotations.NullMarked;
