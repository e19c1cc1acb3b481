package dev.carnet.auth.passport;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential.AccessToken;
import dev.carnet.shared.caller.Caller.Credential.Page;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What somebody issues a passport with. When it is taken away, so is the passport: else a key that
/// leaked would leave passports behind that can be renewed.
///
/// @param ids of the key; of the person at a page; or of the token, its client, its grant and the
///   issuer that vouched
/// @param seq what its issuer had seen of the feed; clients and issuers that were taken away before
///   may be there again
record Through(List<String> ids, long seq) {

    /// Nothing that could be taken away apart from the passport: the parent of a delegated one
    /// takes it along, and so does the agent whose own key asked.
    static final Through NONE = new Through(List.of(), Long.MAX_VALUE);

    static Through of(Caller caller) {
        return switch (caller.credential()) {
            case AccessToken token ->
                    new Through(
                            Stream.of(
                                            Optional.of(token.jti()),
                                            Optional.of(token.client()),
                                            token.grant(),
                                            caller.issuer())
                                    .flatMap(Optional::stream)
                                    .toList(),
                            token.seq());
            case Caller.Credential.Key key -> new Through(List.of(key.id()), Long.MAX_VALUE);
            case Page page -> new Through(List.of(page.person()), Long.MAX_VALUE);
            case Passport _ -> NONE;
        };
    }
}
