package dev.carnet.auth.connect;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The servers that a person connects to themselves, and how they do it.
///
/// @param done whether something was connected just now
/// @param trying whether to look again soon how a key does
/// @param ended whether something was disconnected just now
/// @param single whether it is about one server, for somebody who was sent here for it
@CheckedTemplate(basePath = "pages")
record ConnectPage(
        List<Line> servers,
        boolean done,
        boolean trying,
        boolean ended,
        boolean single,
        String person,
        String signOutToken)
        implements TemplateInstance {

    /// A server.
    ///
    /// @param startToken names the server, sealed, for the way to its authorization server
    /// @param keyToken the same for the form that takes a key
    /// @param endToken names the connection, sealed
    record Line(Upstream server, String startToken, String keyToken, String endToken) {}
}
