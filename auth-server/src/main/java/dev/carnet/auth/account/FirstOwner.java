package dev.carnet.auth.account;

import dev.carnet.auth.account.Founding.Owner;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sees to it, at every start, that an empty Carnet gets an owner: the configured one, or whoever
/// opens the one-time link. Where there is a person already, nothing happens.
@Singleton
public final class FirstOwner {

    private static final Logger LOG = Logger.getLogger(FirstOwner.class);
    private static final String WORKSPACE = "Default";
    private final Founding founding;
    private final SetupLinkStore links;
    private final Passwords passwords;
    private final Pool pool;
    private final AuditLog log;
    private final ServiceConfig config;
    private final Clock clock;

    FirstOwner(
            Founding founding,
            SetupLinkStore links,
            Passwords passwords,
            Pool pool,
            AuditLog log,
            ServiceConfig config,
            Clock clock) {
        this.founding = founding;
        this.links = links;
        this.passwords = passwords;
        this.pool = pool;
        this.log = log;
        this.config = config;
        this.clock = clock;
    }

    /// Founds, or writes the link, or does nothing.
    public Uni<Void> ensure() {
        Optional<String> email = config.ownerEmail();
        Optional<String> password = config.ownerPassword();
        if (email.isPresent() != password.isPresent()) {
            throw new RefusedToStart(
                    "CARNET_OWNER_EMAIL and CARNET_OWNER_PASSWORD belong together");
        }
        return email.isPresent()
                ? found(email.get(), password.orElseThrow())
                : config.setupTokenFile().map(this::link).orElseGet(FirstOwner::nothing);
    }

    private Uni<Void> found(String typed, String password) {
        Email email =
                Email.of(typed)
                        .orElseThrow(
                                () -> new RefusedToStart("CARNET_OWNER_EMAIL is not an e-mail"));
        if (password.length() > Limits.PASSWORD_MAX_CHARACTERS) {
            throw new RefusedToStart("CARNET_OWNER_PASSWORD is too long");
        }
        return founding.isOpen(pool).chain(open -> open ? found(email, password) : nothing());
    }

    private Uni<Void> found(Email email, String password) {
        return passwords
                .hash(password)
                .map(hash -> new Owner(email, nameIn(email), hash, WORKSPACE))
                .chain(owner ->
                        pool.withTransaction(transaction -> founding.found(transaction, owner)))
                .chain(founded -> founded.map(this::settle).orElseGet(FirstOwner::nothing));
    }

    private Uni<Void> settle(Outboxed founded) {
        return log.settle(founded)
                .invoke(() -> LOG.info("The first owner was made from the configuration"))
                .replaceWithVoid();
    }

    private static String nameIn(Email email) {
        return email.text().substring(0, email.text().indexOf('@'));
    }

    private Uni<Void> link(Path file) {
        String token = OpaqueToken.fresh("");
        var expires = clock.instant().plus(Limits.SETUP_LINK_LIFE);
        return pool.withTransaction(
                        transaction -> links.replace(transaction, OpaqueToken.hash(token), expires))
                .invoke(made -> {
                    if (made) {
                        OwnerOnlyFile.write(file, config.issuer() + "/setup?token=" + token + "\n");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
