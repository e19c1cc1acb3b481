/// What both REST APIs say in the same words: problem details (RFC 9457), cursors, challenges (RFC
/// 6750) and protected resource metadata (RFC 9728). In: decisions. Out: the parts of an HTTP
/// answer. Trusts nothing that comes back: a cursor is opened only if this installation sealed it.
/// Never reads a request and knows no HTTP framework.
@NullMarked
package dev.carnet.shared.rest;

import org.jspecify.annotations.NullMarked;
