package dev.carnet.mcp.upstream;

import java.util.Optional;

/// Where what comes back is heard.
interface Hearing {

    /// A message came.
    void hear(Incoming incoming);

    /// Nothing more comes.
    ///
    /// @param why it ended, if not as it should
    void ended(Optional<Fault> why);
}
