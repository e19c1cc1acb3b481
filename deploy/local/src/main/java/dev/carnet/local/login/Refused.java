package dev.carnet.local.login;

import java.io.IOException;

/// A server did not do what it was asked, in words for the person at the keyboard.
public final class Refused extends IOException {

    private static final long serialVersionUID = 1;

    Refused(String words) {
        super(words);
    }
}
