package dev.carnet.mcp.limit;

import java.time.Duration;

/// What bounds the telling of people and programs.
public final class NoticeLimits {

    /// Destinations that one workspace has.
    public static final int DESTINATIONS = 20;

    /// Rules of one workspace that say who is told of what.
    public static final int NOTICE_RULES = 50;

    /// A mail address, in characters (RFC 5321 §4.5.3.1.3).
    public static final int ADDRESS_CHARACTERS = 254;

    /// Codes that one workspace may have mailed within an hour: they go to people who may not want
    /// them.
    public static final int CODES_AN_HOUR = 20;

    /// How long it is kept that a code was mailed.
    public static final Duration CODES_KEPT = Duration.ofDays(1);

    /// How often a mailed code may be guessed.
    public static final int CODE_TRIES = 5;

    /// How long mail waits for more of the same letter.
    public static final Duration MAIL_GATHERED = Duration.ofSeconds(5);

    /// How often a delivery is tried; the pauses double from five seconds, so it takes 85 minutes.
    public static final int WEBHOOK_TRIES = 10;

    /// Deliveries that one replica has on their way at a time, of them so many of one workspace,
    /// and so many to one destination.
    public static final int DELIVERIES_AT_ONCE = 256;

    public static final int DELIVERIES_OF_WORKSPACE = 24;

    public static final int DELIVERIES_OF_DESTINATION = 12;

    /// How long nobody else takes a delivery that is being tried: longer than any try.
    public static final Duration DELIVERY_TAKEN = Duration.ofSeconds(30);

    /// How long requests are signed with the secret before the newest one, too.
    public static final Duration WEBHOOK_OLD_SECRET = Duration.ofHours(24);

    /// How long it can be seen what was delivered and what was given up.
    public static final Duration DELIVERIES_KEPT = Duration.ofDays(30);

    private NoticeLimits() {}
}
