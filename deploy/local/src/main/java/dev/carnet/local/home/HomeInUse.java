package dev.carnet.local.home;

import java.io.IOException;

/// A Carnet runs in that folder already.
public final class HomeInUse extends IOException {

    private static final long serialVersionUID = 1;

    HomeInUse(Home home, String pid) {
        super("a Carnet already runs in " + home.folder() + " (process " + pid + ")");
    }
}
