package dev.carnet.local.doctor;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/// The person without whom no code is given.
public interface Somebody {

    /// Opens a page, signs in and allows everything.
    ///
    /// @param callback where the client waits
    /// @param presses how many times Allow is pressed
    /// @return where each press led
    List<URI> allow(URI page, String callback, int presses)
            throws IOException, InterruptedException, NotTried;
}
