package dev.carnet.shared.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The one table of what a service reads from its environment: `issuer` is `CARNET_ISSUER`, and so
/// on. Lifetimes are whole seconds or days.
@ConfigMapping(prefix = "carnet")
public interface ServiceConfig {

    /// The issuer, https or loopback, without a slash at the end.
    String issuer();

    /// Where mcp-server reaches auth-server, when the network between them has another name for it
    /// than the issuer.
    Optional<String> issuerInternal();

    /// The MCP endpoint: the default resource.
    String mcpUrl();

    /// Whether a client that names only the origin of the MCP endpoint gets a token for the
    /// endpoint.
    @WithDefault("true")
    boolean resourceByOrigin();

    /// The address to listen on.
    @WithDefault("127.0.0.1")
    String host();

    /// For example `postgresql://127.0.0.1:5432/postgres`.
    String serviceDatabaseUrl();

    /// The service's role: `carnet_auth` or `carnet_mcp`.
    String serviceDatabaseUser();

    /// That role's password.
    String serviceDatabasePassword();

    /// auth-server's own keyset: signing keys and sealed answers.
    Optional<String> authKeyset();

    /// The same as a file.
    Optional<Path> authKeysetFile();

    /// mcp-server's own keyset.
    Optional<String> mcpKeyset();

    /// The same as a file.
    Optional<Path> mcpKeysetFile();

    /// A key of a key service that wraps the data keys of stored secrets, instead of the keyset.
    Optional<String> mcpVaultKms();

    /// The key of a key service that wrapped them before, until they are sealed anew.
    Optional<String> mcpVaultKmsBefore();

    /// Folder with the jars of Tink's client for that key service.
    Optional<Path> mcpVaultKmsClients();

    /// The keyset that API keys are compared with; both services have it.
    Optional<String> keyMacKeyset();

    /// The same as a file.
    Optional<Path> keyMacKeysetFile();

    /// The keyset that audit disclosures are sealed with; both services have it.
    Optional<String> auditKeyset();

    /// The same as a file.
    Optional<Path> auditKeysetFile();

    /// The first owner, applied when there is no person yet.
    Optional<String> ownerEmail();

    /// The first owner's password.
    Optional<String> ownerPassword();

    /// Where auth-server writes the one-time set-up link when no first owner is given.
    Optional<Path> setupTokenFile();

    /// The mail server auth-server sends by. Without one it sends no mail, and pages say so.
    Optional<String> smtpHost();

    /// The mail server's port.
    @WithDefault("587")
    int smtpPort();

    /// Who auth-server is to the mail server.
    Optional<String> smtpUser();

    /// That user's password.
    Optional<String> smtpPassword();

    /// The address mails come from.
    Optional<String> smtpFrom();

    /// `REQUIRED`, `OPTIONAL` or `DISABLED`: whether a plain connection is made a TLS one.
    @WithDefault("REQUIRED")
    String smtpStartTls();

    /// Whether the connection is TLS from its first byte (port 465).
    @WithDefault("false")
    boolean smtpTls();

    /// Networks whose Forwarded headers count (CIDR).
    Optional<List<String>> trustedProxies();

    /// Resource servers of others that tokens may be asked for.
    Optional<List<String>> resources();

    /// Host values mcp-server accepts beside its own.
    Optional<List<String>> allowedHosts();

    /// Origins mcp-server accepts beside its own.
    Optional<List<String>> allowedOrigins();

    /// Whether a client may be the URL of a document about itself. Without a way to the internet
    /// none could be fetched, and clients that see it offered would not register instead.
    @WithDefault("true")
    boolean clientDocuments();

    /// Ports that documents may be fetched from beside 443.
    Optional<List<Integer>> fetchPorts();

    /// Hosts that may have private addresses, for what an operator runs in the same network.
    Optional<List<String>> fetchPrivateHosts();

    /// Certificates (PEM) of authorities that fetches trust beside the usual ones.
    Optional<Path> fetchCaFile();

    /// Fetches that one address may cause, a minute and at once.
    @WithDefault("60")
    int fetchesPerMinute();

    /// Lets documents be fetched over http from loopback. For development only.
    @WithDefault("false")
    boolean developmentDocuments();

    /// Which programs mcp-server may run as servers behind the gateway (JSON). None without it.
    Optional<Path> stdioFile();

    /// A folder with server templates of the operator's own (YAML), beside those that come along.
    Optional<Path> serverTemplates();

    /// Which country a network lies in, a line `203.0.113.0/24 DE` for each, for the detector of
    /// new countries.
    Optional<Path> countriesFile();

    /// How long an access token lives. Claude Code (2.1.329) refreshes before each request while
    /// five minutes or less are left.
    @WithDefault("600")
    int accessTokenSeconds();

    /// How long a passport that is bound to no key is renewed; then it is asked for anew.
    @WithDefault("86400")
    int passportLineSeconds();

    /// How long a spent refresh token is answered with the same successor.
    @WithDefault("60")
    int refreshGraceSeconds();

    /// How long an authorization code lives.
    @WithDefault("60")
    int codeSeconds();

    /// How long a refresh token lives.
    @WithDefault("30")
    int refreshDays();

    /// How many active API keys a workspace may have.
    @WithDefault("10")
    int keysPerWorkspace();

    /// Whether every DPoP proof needs a nonce, and not only those of clients with the FAPI profile.
    @WithDefault("false")
    boolean dpopNonce();

    /// `ES256` or `EdDSA`, for signing keys made from now on.
    @WithDefault("ES256")
    String signingAlgorithm();

    /// After so many days a new signing key takes over.
    @WithDefault("30")
    int signingKeyDays();

    /// So long a new signing key is published before it signs.
    @WithDefault("600")
    int signingKeyLeadSeconds();

    /// Names this process in `feed.replica` and `audit.node`; random when absent.
    Optional<String> replicaId();
}
