/// For resource servers that are not Carnet's own. In: a request's `Authorization`. Out: the claims
/// of a token that counts at this moment, or 401, or 503 while nobody can say. Judges offline by
/// the published keys and the feed of revocations, which it follows from where it was; keeps
/// nothing. Never lets a request in by what it last heard too long ago.
@NullMarked
package dev.carnet.guard;

import org.jspecify.annotations.NullMarked;
