/// The one guard for every URL this server ever fetches. In: a URL that somebody named, and what is
/// wanted from it. Out: a document of bounded size, or why there is none. Trusts no URL, no name
/// server and no answer; sends no cookie, follows no redirect, and connects to nothing but the
/// address it has judged.
@NullMarked
package dev.carnet.shared.fetch;

import org.jspecify.annotations.NullMarked;
