/// The device grant (RFC 8628, as RFC 10027 hardens it): a device without a browser asks, a person
/// decides at another machine. In: a client's request, the code a person copies from the device,
/// their decision. Out: a device code, the question in the person's words, and at last an ordinary
/// grant. Trusts no link to be a decision, and a code only for the client it was made for.
@NullMarked
package dev.carnet.auth.device;

import org.jspecify.annotations.NullMarked;
