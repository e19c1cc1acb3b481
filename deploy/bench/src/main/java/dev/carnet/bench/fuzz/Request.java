package dev.carnet.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The bytes of one request.
///
/// @param door which it knocks at
/// @param headers whole lines
public record Request(Door door, String method, String target, List<String> headers, String body) {

    byte[] bytes() {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    /// Whether it proves itself with this token and with nothing else.
    boolean shows(String token) {
        return headers.contains("Authorization: Bearer " + token)
                && headers.stream().filter(line -> line.startsWith("Authorization:")).count() == 1;
    }

    /// Enough of it to see what it was.
    String shown() {
        String text = new String(bytes(), StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.min(text.length(), 1_500)).replaceAll("[^\\n -~]", "?");
    }
}
