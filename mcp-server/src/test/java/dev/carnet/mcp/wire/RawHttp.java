package dev.carnet.mcp.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A connection on which a test may say anything, also what no HTTP library would.
public final class RawHttp implements AutoCloseable {

    private final Socket socket;
    private final URI url;
    private final InputStream input;

    private RawHttp(Socket socket, URI url) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
        this.url = url;
    }

    /// Connects there.
    public static RawHttp open(String url) {
        try {
            URI uri = URI.create(url);
            var socket = new Socket();
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()));
            socket.setSoTimeout(30_000);
            return new RawHttp(socket, uri);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// Sends a request with exactly those header lines; `Host` and `Content-Length` are added
    /// unless they are among them.
    public RawHttp send(String method, String path, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        begin(method, path, bytes.length, headers);
        return write(bytes);
    }

    /// Sends a request without its body.
    RawHttp begin(String method, String path, int bodyBytes, String... headers) {
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        var lines = String.join("\r\n", headers);
        if (!lines.contains("Host:")) {
            text.append("Host: ").append(url.getAuthority()).append("\r\n");
        }
        text.append("Content-Length: ").append(bodyBytes).append("\r\n");
        text.append(lines).append(lines.isEmpty() ? "" : "\r\n").append("\r\n");
        return write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private RawHttp write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// The status of the answer.
    int status() {
        String line = line();
        return Integer.parseInt(line.split(" ", -1)[1]);
    }

    InputStream input() {
        return input;
    }

    /// One line of the answer.
    String line() {
        try {
            var line = new StringBuilder();
            for (int one = input().read(); one != '\n'; one = input().read()) {
                if (one < 0) {
                    throw new IllegalStateException("the connection was closed after " + line);
                }
                line.append((char) one);
            }
            return line.toString().strip();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
