/// What the answers of all OAuth endpoints have in common: error documents, caching, CORS, and who
/// is at the other end of the line. In: HTTP requests and the outcome of journeys. Out: HTTP
/// answers. Trusts forwarded headers only as far as the server was told to; never shows a fault's
/// detail.
@NullMarked
package dev.carnet.auth.http;

import org.jspecify.annotations.NullMarked;
