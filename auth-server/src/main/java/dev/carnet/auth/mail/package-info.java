/// Mail to people. In: a text for somebody, in the transaction that is the reason for it. Out: the
/// same text at a mail server, at least once, soon. Trusts the mail server to deliver and nothing
/// else; never keeps a text readable in the database, and sends nothing where no server is
/// configured.
@NullMarked
package dev.carnet.auth.mail;

import org.jspecify.annotations.NullMarked;
