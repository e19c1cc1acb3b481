/// For servers of others: is this a passport of Carnet's, and is this the call that Carnet let
/// through? In: a token, and for a call the tool and its arguments as they arrived. Out: what the
/// token says, or why it does not count. Needs the published key set and nothing else of Carnet,
/// asks nobody, and so knows of no revocation: passports are short, and whoever must know sooner
/// asks `/api/v1/passports/verify`.
@NullMarked
package dev.carnet.verifier;

import org.jspecify.annotations.NullMarked;
