package dev.carnet.auth.journey;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/// A real mail server, and what arrived there.
final class Mailbox implements AutoCloseable {

    static final String USER = "carnet";
    static final String PASSWORD = "the mail server's password";

    private static final int LOOKS = 1200;
    private static final long PAUSE_NANOS = 50_000_000;

    private final GreenMail server;

    Mailbox() {
        int port = ConfigProvider.getConfig().getValue("carnet.smtp-port", Integer.class);
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser(USER, USER, PASSWORD);
        server.getManagers().getUserManager().setAuthRequired(true);
    }

    /// Starts it.
    Mailbox open() {
        server.start();
        return this;
    }

    /// A mail as it arrived.
    record Received(String from, String subject, String type, String text) {

        /// The first link in it that begins like that.
        String link(String beginning) {
            var matcher = Pattern.compile(Pattern.quote(beginning) + "\\S*").matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("no " + beginning + " in " + text);
            }
            return matcher.group();
        }
    }

    /// The mails to that address, once there are so many.
    List<Received> await(String to, int count) {
        for (int i = 0; i < LOOKS; i++) {
            if (to(to).size() >= count) {
                return to(to);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("only " + to(to).size() + " mails to " + to);
    }

    /// The mails to that address so far.
    List<Received> to(String to) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(message -> isTo(message, to))
                .map(Mailbox::received)
                .toList();
    }

    private static boolean isTo(MimeMessage message, String to) {
        try {
            return Arrays.stream(message.getAllRecipients())
                    .anyMatch(address -> address.toString().equals(to));
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Received received(MimeMessage message) {
        try {
            return new Received(
                    message.getFrom()[0].toString(),
                    message.getSubject(),
                    message.getContentType(),
                    message.getContent().toString());
        } catch (MessagingException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
