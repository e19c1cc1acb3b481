package dev.carnet.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The programs of PostgreSQL, unpacked once per machine and user from the library's archive.
record PostgresBinaries(Path folder) {

    /// The programs, in the user's cache: `CARNET_CACHE`, else `XDG_CACHE_HOME` or `~/.cache`.
    /// Root's own cache is closed to the user who runs them then, so that one has the system's.
    static PostgresBinaries cached(Commoner commoner) throws IOException {
        var home = Path.of(System.getProperty("user.home"), ".cache");
        var own = named("XDG_CACHE_HOME").orElse(home);
        var cache = commoner == Commoner.NOBODY ? Path.of("/var/cache") : own;
        return unpackedIn(named("CARNET_CACHE").orElse(cache.resolve("carnet")));
    }

    private static Optional<Path> named(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /// Unpacks the archive for this machine under that folder, unless that was done before.
    static PostgresBinaries unpackedIn(Path cache) throws IOException {
        var archive = archiveName();
        var folder = cache.resolve(archive.replace(".txz", "-" + version()));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(cache);
            var fresh = Files.createTempDirectory(cache, "unpacking");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (var stream = archive(archive)) {
                unpack(stream, fresh);
            }
            moveUnlessThere(fresh, folder);
        }
        return new PostgresBinaries(folder);
    }

    /// The full path of one program: `initdb`, `pg_ctl` or `postgres`.
    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static void moveUnlessThere(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException another) {
            if (!Files.isDirectory(folder)) {
                throw another;
            }
            Folders.delete(fresh);
        }
    }

    private static InputStream archive(String name) throws IOException {
        var stream = PostgresBinaries.class.getResourceAsStream("/" + name);
        if (stream == null) {
            throw new IOException(
                    "this build has no PostgreSQL for this machine ("
                            + name
                            + "); set CARNET_DATABASE_URL to one of yours");
        }
        return stream;
    }

    private static String archiveName() {
        var mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        var processor = System.getProperty("os.arch");
        var arm = processor.equals("aarch64") || processor.equals("arm64");
        return "postgres-" + (mac ? "darwin" : "linux") + (arm ? "-arm_64" : "-x86_64") + ".txz";
    }

    private static String version() throws IOException {
        try (var stream = PostgresBinaries.class.getResourceAsStream("/postgres-version.txt")) {
            if (stream == null) {
                throw new IOException("postgres-version.txt is missing from the build");
            }
            return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .strip();
        }
    }

    private static void unpack(InputStream archive, Path into) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, into);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
            throws IOException {
        var target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new FileAlreadyExistsException("outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            Files.setPosixFilePermissions(target, permissions(entry));
        }
    }

    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        var executable = (entry.getMode() & 0100) != 0;
        return EnumSet.copyOf(
                PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
