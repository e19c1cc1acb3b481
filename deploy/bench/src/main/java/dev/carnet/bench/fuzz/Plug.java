package dev.carnet.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection that sends any bytes as a request; opened again when the server has closed it.
final class Plug implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MOST_BYTES = 4 << 20;

    private final URI origin;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Plug(URI origin) {
        this.origin = origin;
    }

    /// The answer, or nothing when the server closed the connection instead of answering.
    Optional<Reply> send(Request request) throws IOException {
        boolean fresh = socket == null;
        try {
            return Optional.of(exchange(request));
        } catch (EOFException | java.net.SocketException closed) {
            close();
            return fresh ? Optional.empty() : send(request);
        }
    }

    private Reply exchange(Request request) throws IOException {
        var open = open();
        open.getOutputStream().write(request.bytes());
        open.getOutputStream().flush();
        var reply = read();
        if (reply.header("Connection").equalsIgnoreCase("close")) {
            close();
        }
        return reply;
    }

    private Socket open() throws IOException {
        var known = socket;
        if (known != null) {
            return known;
        }
        var fresh = new Socket(origin.getHost(), origin.getPort());
        fresh.setSoTimeout(PATIENCE_MILLIS);
        fresh.setTcpNoDelay(true);
        socket = fresh;
        in = new BufferedInputStream(fresh.getInputStream());
        return fresh;
    }

    private Reply read() throws IOException {
        String first = line();
        var headers = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        String[] words = first.split(" ", 3);
        int status = Integer.parseInt(words[1]);
        var head = new Reply(status, List.copyOf(headers), "");
        return new Reply(status, head.headers(), body(head));
    }

    private String body(Reply head) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return "";
        }
        var body = new ByteArrayOutputStream();
        if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            for (int size = chunk(); size > 0; size = chunk()) {
                take(body, size);
                line();
            }
            line();
        } else {
            String length = head.header("Content-Length");
            take(body, length.isEmpty() ? 0 : Integer.parseInt(length));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private void take(ByteArrayOutputStream body, int size) throws IOException {
        if (size > MOST_BYTES) {
            throw new IOException("an answer of " + size + " bytes");
        }
        byte[] bytes = stream().readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("cut off");
        }
        body.writeBytes(bytes);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = stream().read(); next != '\n'; next = stream().read()) {
            if (next < 0) {
                throw new EOFException("closed");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private InputStream stream() throws IOException {
        var open = in;
        if (open == null) {
            throw new EOFException("closed");
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        var open = socket;
        socket = null;
        in = null;
        if (open != null) {
            open.close();
        }
    }
}
