package dev.carnet.mcp.upstream;

import dev.carnet.mcp.message.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// One process: a message is a line. Reading and writing wait on threads of their own; what is read
/// is heard on the session's event loop.
final class Child implements Carrier {

    private static final Logger LOG = Logger.getLogger(Child.class);
    private static final int OUTBOX = 256;
    private static final int UNHEARD = 64;
    private static final int COMPLAINTS_BYTES = 8_192;
    private static final byte[] END = new byte[0];

    private final Context context;
    private final String name;
    private final Process process;
    private final int mostBytes;
    private final BlockingQueue<byte[]> outbox = new ArrayBlockingQueue<>(OUTBOX);
    private final Semaphore unheard = new Semaphore(UNHEARD);
    private final Promise<Hearing> hearing = Promise.promise();
    private final Promise<Void> ended = Promise.promise();

    Child(Context context, String name, Process process, int mostBytes) {
        this.context = context;
        this.name = name;
        this.process = process;
        this.mostBytes = mostBytes;
    }

    String name() {
        return name;
    }

    /// Complete once the process is no more.
    Future<Void> ended() {
        return ended.future();
    }

    /// Waiting for a pipe holds the thread that carries a virtual one, and of these there are few:
    /// with some dozen processes nothing virtual would run any more.
    void begin() {
        for (Runnable work : List.<Runnable>of(this::write, this::complain, this::read)) {
            Thread.ofPlatform().daemon().name("stdio " + name).start(work);
        }
        Thread.startVirtualThread(this::mourn);
    }

    /// What it started may outlive it and hold its output open, so that nobody would see its end.
    private void mourn() {
        try {
            process.waitFor();
            kill();
        } catch (InterruptedException ending) {
            // Who closes kills it, too.
        }
    }

    /// Says who hears.
    void hear(Hearing ear) {
        hearing.tryComplete(ear);
    }

    @Override
    public Future<Taken> send(Parcel parcel, Hearing own) {
        byte[] text = Json.bytes(parcel.message());
        return process.isAlive() && outbox.offer(text)
                ? Future.succeededFuture(new Taken(Optional.empty()))
                : Future.failedFuture(
                        Fault.counting(
                                FaultClass.TRANSPORT, "The server's process takes nothing."));
    }

    @Override
    public void listen(Supplier<Map<String, String>> headers, Hearing own) {
        // Everything comes the same way.
    }

    @Override
    public Future<Void> close(Optional<Map<String, String>> farewell) {
        Thread.startVirtualThread(this::kill);
        return ended.future();
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            byte[] message = outbox.take();
            while (message.length > 0) {
                out.write(message);
                out.write('\n');
                if (outbox.isEmpty()) {
                    out.flush();
                }
                message = outbox.take();
            }
        } catch (IOException | InterruptedException gone) {
            // The reader sees its end.
        }
    }

    private void read() {
        Fault why = Fault.counting(FaultClass.TRANSPORT, "The server's process ended.");
        try (InputStream in = new BufferedInputStream(process.getInputStream())) {
            if (!readLines(in)) {
                why = Fault.of(FaultClass.PROTOCOL, "A message is longer than it may be.");
            }
        } catch (IOException | InterruptedException gone) {
            // It is over either way.
        }
        kill();
        Optional<Fault> end = Optional.of(why);
        heard(ear -> ear.ended(end));
    }

    /// False if a line is too long.
    private boolean readLines(InputStream in) throws IOException, InterruptedException {
        var line = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
            if (one != '\n') {
                line.write(one);
            } else {
                deliver(line.toByteArray());
                line.reset();
            }
            if (line.size() > mostBytes) {
                return false;
            }
        }
        return true;
    }

    /// Waits for its turn, so that a process that talks without end fills no memory.
    private void deliver(byte[] line) throws InterruptedException {
        unheard.acquire();
        Incoming incoming = IncomingReader.read(line);
        heard(ear -> {
            unheard.release();
            ear.hear(incoming);
        });
    }

    /// Where the session lives; when the service ends, that may be nowhere any more.
    private void heard(Consumer<Hearing> what) {
        hearing.future()
                .onSuccess(ear -> {
                    try {
                        context.runOnContext(_ -> what.accept(ear));
                    } catch (RejectedExecutionException ending) {
                        unheard.release();
                    }
                });
    }

    /// What it writes to its error stream goes to the log when it ends badly, the last of it.
    private void complain() {
        byte[] last = new byte[COMPLAINTS_BYTES];
        long count = 0;
        try (InputStream in = process.getErrorStream()) {
            for (int one = in.read(); one >= 0; one = in.read()) {
                last[(int) (count++ % COMPLAINTS_BYTES)] = (byte) one;
            }
            if (process.waitFor() != 0 && count > 0 && !ended.future().isComplete()) {
                LOG.warnf("stdio server %s ended: %s", name, tail(last, count));
            }
        } catch (IOException | InterruptedException gone) {
            // Nothing more to keep.
        }
    }

    private static String tail(byte[] ring, long count) {
        int length = (int) Math.min(count, ring.length);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = ring[(int) ((count - length + i) % ring.length)];
        }
        return new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ");
    }

    /// Asks it to end, then makes it, with everything it started.
    private void kill() {
        outbox.clear();
        outbox.offer(END);
        try {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(UpstreamLimits.CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException gone) {
            process.destroyForcibly();
        } finally {
            ended.tryComplete();
        }
    }
}
