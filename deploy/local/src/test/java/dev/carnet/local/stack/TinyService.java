package dev.carnet.local.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/// A service that is ready at once and does nothing else: the launcher's tests are about processes,
/// not about what they serve. It writes the names of its settings into its log.
final class TinyService {

    private TinyService() {}

    public static void main(String[] words) throws IOException {
        var own = new TreeMap<>(System.getenv());
        own.keySet().removeIf(name -> !name.startsWith("CARNET_"));
        System.out.println(own.keySet());
        listen("CARNET_PORT");
        listen("CARNET_MANAGEMENT_PORT");
    }

    private static void listen(String variable) throws IOException {
        int port = Integer.parseInt(System.getenv(variable));
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", TinyService::answer);
        server.start();
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /// Packages it as both services, the way the launcher expects them, and returns the folder.
    static Path stage(Path folder) throws IOException {
        for (var service : new String[] {"auth-server", "mcp-server"}) {
            var application = Files.createDirectories(folder.resolve(service));
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes()
                    .put(Attributes.Name.MAIN_CLASS, TinyService.class.getName());
            var name = TinyService.class.getName().replace('.', '/') + ".class";
            try (var jar =
                            new JarOutputStream(
                                    Files.newOutputStream(application.resolve("quarkus-run.jar")),
                                    manifest);
                    var bytes = TinyService.class.getResourceAsStream("/" + name)) {
                jar.putNextEntry(new ZipEntry(name));
                jar.write(bytes.readAllBytes());
                jar.closeEntry();
            }
        }
        return folder;
    }
}
