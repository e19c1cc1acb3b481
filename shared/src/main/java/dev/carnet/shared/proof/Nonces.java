package dev.carnet.shared.proof;

import dev.carnet.shared.secret.KeyMac;
import java.time.Clock;
import java.util.Base64;
import java.util.stream.LongStream;

/// Nonces that nobody has to remember (RFC 9449 §8): the MAC of the window of time they are for.
/// Every replica of a service knows them all, without a row or a message. The key is the one API
/// keys are compared with, for a place of its own: the only MAC keyset there is.
public final class Nonces {

    private final KeyMac mac;
    private final String place;
    private final Clock clock;

    /// The nonces of that service; no other service takes them.
    public Nonces(KeyMac mac, String service, Clock clock) {
        this.mac = mac;
        this.place = "dpop-nonce/" + service;
        this.clock = clock;
    }

    /// What a client is told to use from now on.
    public String current() {
        byte[] tag = mac.compute(place, Long.toString(window()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    }

    /// Whether it was given out in this window or the last; or in the next, by a replica whose
    /// clock is ahead.
    boolean holds(String nonce) {
        if (nonce.length() > ProofLimits.NONCE_CHARACTERS) {
            return false;
        }
        try {
            byte[] tag = Base64.getUrlDecoder().decode(nonce);
            long now = window();
            return LongStream.rangeClosed(now - 1, now + 1)
                    .anyMatch(window -> mac.matches(place, Long.toString(window), tag));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private long window() {
        return clock.instant().getEpochSecond() / ProofLimits.NONCE_WINDOW.toSeconds();
    }
}
