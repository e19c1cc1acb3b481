package dev.carnet.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An HTTPS (or plain HTTP) host on loopback that answers byte for byte what a test says, and
/// counts who comes: connections, before anything is said, and requests.
public final class TlsHost implements AutoCloseable {

    /// Writes an answer, head and all.
    public interface Reply {

        /// Answers that request.
        void to(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /// What came.
    ///
    /// @param head the request line and the header lines
    public record Request(List<String> head, String body) {

        /// The path and the query.
        public String path() {
            return head.getFirst().split(" ", 3)[1];
        }

        /// The value of a header line.
        public Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        }
    }

    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private TlsHost(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
        this.listener = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        Thread.startVirtualThread(this::listen);
    }

    /// A host that speaks TLS.
    public static TlsHost start(SSLContext tls) {
        return start(Optional.of(tls));
    }

    /// A host that does not.
    public static TlsHost plain() {
        return start(Optional.empty());
    }

    private static TlsHost start(Optional<SSLContext> tls) {
        try {
            return new TlsHost(tls);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The port it listens on.
    public int port() {
        return listener.getLocalPort();
    }

    /// How many connections were opened to it.
    public int connections() {
        return connections.get();
    }

    /// Every request that was read.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /// From now on that path (with its query) is answered so.
    public TlsHost answers(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    /// A JSON answer with further header lines.
    public static Reply json(String body, String... headers) {
        return raw(200, "application/json", body, headers);
    }

    /// An answer of any status and type.
    public static Reply raw(int status, String type, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder("HTTP/1.1 " + status + " Said\r\nContent-Type: " + type);
        head.append("\r\nContent-Length: ").append(bytes.length);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        head.append("\r\nConnection: close\r\n\r\n");
        return (_, out) -> {
            out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
        };
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket socket = accepted;
                Socket line = tls.isPresent() ? secured(tls.get(), socket) : socket) {
            Request request = read(line.getInputStream());
            requests.add(request);
            Reply reply =
                    replies.getOrDefault(request.path(), raw(404, "text/plain", "nothing here"));
            reply.to(request, line.getOutputStream());
            line.getOutputStream().flush();
        } catch (IOException | InterruptedException broken) {
            // the other side went away, which is what many of these tests are about
        }
    }

    private static Socket secured(SSLContext tls, Socket socket) throws IOException {
        var secured =
                (SSLSocket)
                        tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private static Request read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the request ended early");
            }
            head.append((char) next);
        }
        var request = new Request(List.of(head.toString().strip().split("\r\n")), "");
        int length = request.header("Content-Length").map(Integer::parseInt).orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(request.head(), body);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
