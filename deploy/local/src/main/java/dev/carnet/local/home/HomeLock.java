package dev.carnet.local.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// One running Carnet per folder. The operating system drops the lock with the process, so a `kill
/// -9` leaves nothing to clean up.
public final class HomeLock implements AutoCloseable {

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock.
    ///
    /// @throws HomeInUse when somebody else has it
    public static HomeLock take(Home home) throws IOException {
        var file = home.folder().resolve("lock");
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel).isEmpty()) {
            channel.close();
            throw new HomeInUse(home, holder(file));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)));
        return new HomeLock(channel);
    }

    /// Whether it was not given back yet.
    public boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    private static String holder(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static String pid() {
        return String.valueOf(ProcessHandle.current().pid());
    }
}
