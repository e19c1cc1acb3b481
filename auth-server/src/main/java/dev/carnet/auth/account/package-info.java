/// The first owner, and what a person sees of their own account. In: configuration or a one-time
/// link at first, later a signed-in person. Out: the first workspace with its owner, once; the
/// grants a person gave, and their end. Trusts the link only while nobody else owns this Carnet.
@NullMarked
package dev.carnet.auth.account;

import org.jspecify.annotations.NullMarked;
