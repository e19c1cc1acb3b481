package dev.carnet.shared.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// A wire to PostgreSQL that breaks at a chosen statement. It reads the messages that pass
/// (PostgreSQL manual, "Message Formats"), so that it knows which statement is on its way and when
/// its answer is.
final class FaultyWire implements AutoCloseable {

    /// How the wire breaks.
    enum Mode {
        /// The statement never arrives, and both ends see it.
        CUT_BEFORE,
        /// The statement is carried out, its answer never arrives, and both ends see it.
        CUT_AFTER,
        /// The statement never arrives, and nobody is told.
        HANG_BEFORE,
        /// The statement is carried out, its answer never arrives, and nobody is told.
        HANG_AFTER,
        /// The server refuses it.
        ERROR
    }

    /// Breaks at the next statement that contains this text.
    record Fault(String statement, Mode mode) {}

    private final ServerSocket door;
    private final int target;
    private final Deque<Fault> faults = new ConcurrentLinkedDeque<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger fired = new AtomicInteger();
    private volatile boolean barred;

    FaultyWire(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /// These faults happen, one after the other.
    void arm(List<Fault> plan) {
        faults.addAll(plan);
    }

    /// How many faults have happened.
    int fired() {
        return fired.get();
    }

    /// Whether new connections are turned away.
    void bar(boolean closed) {
        barred = closed;
    }

    /// Cuts every connection.
    void cut() {
        links.forEach(Link::close);
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                admit(door.accept());
            } catch (IOException e) {
                // The door was closed, or the server is down: nobody gets through.
            }
        }
    }

    private void admit(Socket client) throws IOException {
        if (barred) {
            client.close();
            return;
        }
        var link = new Link(client, new Socket(door.getInetAddress(), target));
        links.add(link);
        Thread.ofVirtual().start(link::forward);
        Thread.ofVirtual().start(link::backward);
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private final Map<String, String> prepared = new ConcurrentHashMap<>();
        // The start-up asks, too.
        private final AtomicInteger asked = new AtomicInteger(1);
        private final AtomicInteger answered = new AtomicInteger();
        private volatile int lostFrom = Integer.MAX_VALUE;
        private volatile boolean cutAfterwards;
        private volatile boolean silent;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forward() {
            try {
                var in = new DataInputStream(client.getInputStream());
                var out = new DataOutputStream(server.getOutputStream());
                startup(in, out);
                for (Message message = read(in); true; message = read(in)) {
                    pass(message, in, out);
                }
            } catch (IOException | UncheckedIOException e) {
                close();
            }
        }

        private void startup(DataInputStream in, DataOutputStream out) throws IOException {
            int length = in.readInt();
            out.writeInt(length);
            out.write(in.readNBytes(length - 4));
            out.flush();
        }

        private void pass(Message message, DataInputStream in, DataOutputStream out)
                throws IOException {
            Optional<Fault> fault = due(message);
            if (fault.isEmpty()) {
                deliver(message, out);
                return;
            }
            fired.incrementAndGet();
            switch (fault.get().mode()) {
                case CUT_BEFORE -> close();
                case HANG_BEFORE -> {
                    silent = true;
                    lostFrom = 0;
                }
                case CUT_AFTER, HANG_AFTER -> {
                    cutAfterwards = fault.get().mode() == Mode.CUT_AFTER;
                    lostFrom = asked.get() + 1;
                    deliver(message, out);
                }
                case ERROR -> refuse(message, in);
            }
        }

        private Optional<Fault> due(Message message) {
            String sql = message.sql(prepared);
            return Optional.ofNullable(faults.peek())
                    .filter(next -> !silent && sql.contains(next.statement()))
                    .filter(faults::remove);
        }

        private void deliver(Message message, DataOutputStream out) throws IOException {
            if (silent) {
                return;
            }
            if (message.asks()) {
                asked.incrementAndGet();
            }
            message.write(out);
        }

        /// Swallows the statement up to its Sync and answers in the server's place.
        private void refuse(Message message, DataInputStream in) throws IOException {
            for (Message next = message; !next.asks(); ) {
                next = read(in);
            }
            while (answered.get() < asked.get()) {
                Thread.onSpinWait();
            }
            var out = new DataOutputStream(client.getOutputStream());
            new Message(
                            'E',
                            "SERROR\0C53100\0Mno space left on device\0\0"
                                    .getBytes(StandardCharsets.UTF_8))
                    .write(out);
            new Message('Z', new byte[] {'T'}).write(out);
        }

        void backward() {
            try {
                var in = new DataInputStream(server.getInputStream());
                var out = new DataOutputStream(client.getOutputStream());
                for (Message message = read(in); true; message = read(in)) {
                    boolean lost = answered.get() + 1 >= lostFrom;
                    if (!lost) {
                        message.write(out);
                    }
                    if (message.type == 'Z') {
                        answered.incrementAndGet();
                    }
                    if (cutAfterwards && answered.get() >= lostFrom) {
                        close();
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                if (!silent && lostFrom == Integer.MAX_VALUE) {
                    close();
                }
            }
        }

        void close() {
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Message {

        private final int type;
        private final byte[] body;

        Message(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        /// The statement it starts, if any.
        String sql(Map<String, String> prepared) {
            String[] texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
            return switch (type) {
                case 'Q' -> texts[0];
                case 'B' -> prepared.getOrDefault(texts[1], "");
                case 'P' -> {
                    prepared.put(texts[0], texts[1]);
                    yield "";
                }
                default -> "";
            };
        }

        /// Whether the server answers it with ReadyForQuery.
        boolean asks() {
            return type == 'Q' || type == 'S';
        }

        void write(DataOutputStream out) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var data = new DataOutputStream(bytes);
            data.writeByte(type);
            data.writeInt(body.length + 4);
            data.write(body);
            out.write(bytes.toByteArray());
            out.flush();
        }
    }

    private static Message read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return new Message(type, in.readNBytes(in.readInt() - 4));
    }
}
