package dev.carnet.auth.protocol;

import java.time.Duration;

/// The limits of the OAuth endpoints and pages; those of fetching stand in the room that fetches,
/// lifetimes that an operator may set in `ServiceConfig`.
public final class Limits {

    // What one request may be.

    /// A query or a form, in characters. The sealed request in a consent form is the longest.
    public static final int PARAMETERS_CHARACTERS = 32_768;

    /// Parameters of one request.
    public static final int PARAMETERS = 64;

    /// A JSON body, in bytes, and how deep it may be.
    public static final int JSON_BYTES = 32_768;

    /// Objects and arrays within each other.
    public static final int JSON_DEPTH = 8;

    /// `scope`, in characters.
    public static final int SCOPE_CHARACTERS = 1_000;

    /// `state`, in characters.
    public static final int STATE_CHARACTERS = 4_000;

    /// A path to return to after signing in, in characters.
    public static final int RETURN_CHARACTERS = 16_000;

    /// A form's token, in characters; a consent form's holds the whole request.
    public static final int FORM_TOKEN_CHARACTERS = 24_000;

    /// Any code, refresh token or cookie, in characters; ours have 62 at most.
    public static final int OPAQUE_CHARACTERS = 100;

    /// What of `User-Agent` is kept, in characters.
    public static final int USER_AGENT_CHARACTERS = 200;

    /// One request may take so long; what is not done by then is answered with 503.
    public static final Duration JOURNEY = Duration.ofSeconds(10);

    /// When to come again after 503, in seconds.
    public static final int RETRY_AFTER_SECONDS = 1;

    // What a client may be.

    /// Redirect URIs of one client, and the length of one.
    public static final int REDIRECT_URIS = 20;

    /// A redirect URI, in characters.
    public static final int REDIRECT_URI_CHARACTERS = 2_000;

    /// A URL that is a client id, in characters.
    public static final int CLIENT_URL_CHARACTERS = 1_000;

    /// What of a name is kept, in code points.
    public static final int NAME_CODE_POINTS = 80;

    /// Keys of one client, and the length of their set.
    public static final int JWKS_KEYS = 8;

    /// A key set, in characters.
    public static final int JWKS_CHARACTERS = 16_000;

    /// Keys of a set that was fetched, and are tried.
    public static final int JWKS_KEYS_FETCHED = 64;

    /// A client assertion, in characters.
    public static final int ASSERTION_CHARACTERS = 8_000;

    /// The `jti` of an assertion, in characters.
    public static final int ASSERTION_JTI_CHARACTERS = 200;

    /// How long an assertion may live.
    public static final Duration ASSERTION_LIFE = Duration.ofMinutes(10);

    /// How far a client's clock may be off.
    public static final Duration ASSERTION_SKEW = Duration.ofSeconds(60);

    /// How long a token lives that mcp-server exchanged for a caller's.
    public static final Duration EXCHANGED_LIFE = Duration.ofSeconds(30);

    /// The longest grace window of spent refresh tokens, in seconds.
    public static final int REFRESH_GRACE_MAX_SECONDS = 3_600;

    /// Rules about clients in one workspace.
    public static final int CLIENT_POLICIES = 500;

    // What is pushed before a person is sent with it.

    /// How long a pushed request may wait to be opened (RFC 9126 §2.2, FAPI 2.0 §5.3.2.2: less than
    /// 600 s).
    public static final Duration PUSHED_LIFE = Duration.ofSeconds(60);

    /// How long an opened one may wait to be answered: signing in takes a person a while.
    public static final Duration PUSHED_ANSWER = Duration.ofMinutes(30);

    /// A code of a client with the FAPI profile, at most (FAPI 2.0 §5.3.2.1).
    public static final Duration FAPI_CODE_LIFE = Duration.ofSeconds(60);

    /// Pushed requests of one address, a minute and at once.
    public static final int PUSHED_PER_MINUTE = 600;

    // What an issuer's word may be (RFC 7523).

    /// An assertion of a trusted issuer, in characters.
    public static final int ISSUER_ASSERTION_CHARACTERS = 16_384;

    /// How long an assertion about a person may live.
    public static final Duration ID_JAG_LIFE = Duration.ofMinutes(5);

    /// How long a workload's own token may live; platforms give them for an hour.
    public static final Duration WORKLOAD_LIFE = Duration.ofHours(1);

    /// How long a token lives that rests on an issuer's word, at most.
    public static final Duration VOUCHED_LIFE = Duration.ofMinutes(5);

    /// Another issuer's name for a person or a workload (OpenID Connect Core §2), in characters.
    public static final int SUBJECT_CHARACTERS = 255;

    /// The last second a claim may name: the end of the year 9999.
    public static final long LAST_SECOND = 253_402_300_799L;

    // What a device may do (RFC 8628, RFC 10027).

    /// How long a device waits for a person's decision.
    public static final Duration DEVICE_CODE_LIFE = Duration.ofMinutes(10);

    /// How long a device waits between two looks.
    public static final int DEVICE_INTERVAL_SECONDS = 5;

    /// Device authorizations of one address, a minute and at once.
    public static final int DEVICES_PER_MINUTE = 60;

    /// Wrong codes one person may type in a window, and one address.
    public static final int DEVICE_CODE_ATTEMPTS = 5;

    // What a person may do, and how often.

    /// Registrations of one address, a minute and at once.
    public static final int REGISTRATIONS_PER_MINUTE = 120;

    /// Registrations of one network that may wait for their first use.
    public static final int UNUSED_REGISTRATIONS_PER_ADDRESS = 500;

    /// Registrations of everybody that may wait for their first use; then the oldest go.
    public static final int UNUSED_REGISTRATIONS = 20_000;

    /// How long a registration waits for its first use.
    public static final Duration UNUSED_REGISTRATION_LIFE = Duration.ofHours(24);

    /// How long a registration stays after its last use, once it holds nothing that lives.
    public static final Duration IDLE_REGISTRATION_LIFE = Duration.ofDays(90);

    /// Registrations that are removed at once.
    public static final int SWEPT_REGISTRATIONS = 500;

    /// Failed sign-ins of one e-mail in a window, at all replicas together.
    public static final int ATTEMPTS_PER_EMAIL = 10;

    /// Failed sign-ins of one address in a window, at all replicas together.
    public static final int ATTEMPTS_PER_ADDRESS = 100;

    /// Links that are none of ours, from one network in a window, at all replicas together.
    public static final int LINK_ATTEMPTS = 30;

    /// Wrong secrets of one client from one network, and of one key, at this replica.
    public static final int GUESSES = 30;

    /// The window of wrong secrets.
    public static final Duration GUESS_WINDOW = Duration.ofMinutes(5);

    /// When to come again after 429, in seconds.
    public static final int PATIENCE_SECONDS = 60;

    /// The window of failed sign-ins.
    public static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(15);

    /// A new password, at least.
    public static final int PASSWORD_MIN_CHARACTERS = 12;

    /// A password; a longer one is not even hashed.
    public static final int PASSWORD_MAX_CHARACTERS = 200;

    /// Passwords that are hashed at the same time.
    public static final int PASSWORD_THREADS = 2;

    /// Passwords that wait to be hashed; who comes then is told to try again.
    public static final int PASSWORD_QUEUE = 64;

    /// An e-mail address, in characters.
    public static final int EMAIL_CHARACTERS = 254;

    /// How long a sign-in session lasts, however much it is used.
    public static final Duration SESSION_LIFE = Duration.ofHours(12);

    /// How long a sign-in session lasts unused.
    public static final Duration SESSION_IDLE = Duration.ofHours(2);

    /// Sign-in sessions that are listed of one person.
    public static final int SESSIONS_LISTED = 100;

    /// People of a workspace that one page shows.
    public static final int PEOPLE_SHOWN = 500;

    /// How long a sign-in counts as fresh, for acts that a browser left open must not do.
    public static final Duration FRESH_SIGN_IN = Duration.ofMinutes(10);

    /// How long a sign-in waits for its second step.
    public static final Duration SECOND_STEP_LIFE = Duration.ofMinutes(5);

    /// Wrong codes of one sign-in; then it begins anew.
    public static final int SECOND_STEP_TRIES = 5;

    /// How long a passkey may take to answer.
    public static final Duration PASSKEY_CHALLENGE_LIFE = Duration.ofMinutes(5);

    /// What a browser sends of a passkey, in characters.
    public static final int PASSKEY_CHARACTERS = 16_000;

    /// Passkeys of one person.
    public static final int PASSKEYS = 20;

    /// How long a browser may be away at another provider.
    public static final Duration FEDERATION_LIFE = Duration.ofMinutes(10);

    /// Browsers of one address that are sent to a provider, a minute and at once.
    public static final int FEDERATIONS_PER_MINUTE = 60;

    /// An ID token of another provider, in characters.
    public static final int ID_TOKEN_CHARACTERS = 16_000;

    /// Identity providers of a workspace.
    public static final int IDENTITY_PROVIDERS = 20;

    /// Recovery codes a person gets.
    public static final int RECOVERY_CODES = 10;

    /// How long the sign-in form can be sent.
    public static final Duration SIGN_IN_FORM_LIFE = Duration.ofHours(1);

    /// How long a form of a signed-in person can be sent.
    public static final Duration FORM_LIFE = Duration.ofMinutes(30);

    /// Mails with a reset link to one address in a window of attempts.
    public static final int RESETS_PER_EMAIL = 3;

    /// Mails with a reset link that one network address may ask for in a window of attempts.
    public static final int RESETS_PER_ADDRESS = 30;

    /// How long a reset link works.
    public static final Duration RESET_LIFE = Duration.ofMinutes(30);

    /// How long an invitation can be accepted.
    public static final Duration INVITATION_LIFE = Duration.ofDays(7);

    /// Open invitations of one workspace.
    public static final int OPEN_INVITATIONS = 200;

    /// How long a mail that only tells something is tried.
    public static final Duration NOTICE_LIFE = Duration.ofDays(1);

    /// How long a set-up link works.
    public static final Duration SETUP_LINK_LIFE = Duration.ofDays(7);

    // Calls that wait for people.

    /// Calls on one page of those that wait for somebody.
    public static final int APPROVALS_SHOWN = 20;

    /// How deep arguments may nest, as deep as mcp-server takes them.
    public static final int ARGUMENTS_DEPTH = 64;

    /// How long a page waits for the check of edited arguments, and how often it looks.
    public static final Duration EDIT_CHECK = Duration.ofSeconds(6);

    /// See {@link #EDIT_CHECK}.
    public static final Duration EDIT_LOOK = Duration.ofMillis(100);

    /// Edited arguments of one call that wait for their check at a time.
    public static final int EDITS_OPEN = 5;

    /// Calls that one look writes mails about.
    public static final int APPROVALS_TOLD = 20;

    /// People one mail about a call goes to.
    public static final int APPROVAL_MAILS = 50;

    private Limits() {}
}
