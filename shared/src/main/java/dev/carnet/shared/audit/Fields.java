package dev.carnet.shared.audit;

import java.util.Set;

/// The closed lists of names an event may use. A new name is added here, with what it means.
public final class Fields {

    /// Hashed as they are, and readable by everybody who holds the log: ids, names of acts and
    /// tools, codes. Never a secret, never personal data.
    public static final Set<String> PLAIN =
            Set.of(
                    "act", // what happened
                    "eid", // the event's own id
                    "req", // request id
                    "trace", // W3C trace id
                    "sess", // passport session, or the trusted issuer a token rests on
                    "sub", // the person, agent, key or client it was done for
                    "actor", // who acts for `sub` by a token that was exchanged
                    "agent", "cl", // client id
                    "jti", // token id, never the token
                    "jkt", // thumbprint of the key a token is bound to
                    "key", // API key id
                    "grant", "role", "kind", "scope", "aud", "tool", "srv", // upstream
                    "dec", // permit or deny
                    "pol", // version of the rules and id of the rule, 7/rul_…
                    "otool", // what the upstream calls the tool
                    "cls", // read, write or destructive
                    "gate", // the gate at which somebody agreed
                    "why", // reason code
                    "out", // ok, tool_error, error, denied, timeout, aborted, unknown
                    "ms", // how long it took
                    "node", // the process
                    "begin", // on the end of a call or watch: the `eid` of its begin
                    "parent", // the passport that one was delegated from
                    "cause", // the `eid` of the revocation that took it along
                    "rev", // what ended it: a code, and the number of the revocation in the feed
                    "bound", // yes or no: was the key that the token is bound to proven
                    "actors", // who acted for `sub` at a call, the current one first
                    "named", // what the passport of a call is for: ids and slugs, or * for many
                    "place", // slug of the toolset at whose place a call came in
                    "ways", // slugs of the toolsets by way of which the caller has the thing
                    "mode", // how closely an agent is watched
                    "tpl", // the template that an agent was made from
                    "owner", // the person that an agent answers to from then on
                    "was", // what `out` was before
                    "type", "id", "count");

    /// Enter the log only as salted digests.
    public static final Set<String> HIDDEN =
            Set.of(
                    "args", "result", "error", "ip", "ua", "email", "name", "uri", "reason",
                    "intent");

    private Fields() {}
}
