package dev.carnet.shared.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP proxy in front of PostgreSQL that stands still when told to: connections stay open and
/// nothing passes, as with a database that hangs.
final class PausableProxy implements AutoCloseable {

    private final ServerSocket door;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean paused;

    PausableProxy(int targetPort) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void pause() {
        set(true);
    }

    void resume() {
        set(false);
    }

    /// Ends every connection, as a network that breaks.
    void cut() {
        sockets.forEach(PausableProxy::close);
        sockets.clear();
    }

    private void set(boolean value) {
        lock.lock();
        try {
            paused = value;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                Thread.ofVirtual().start(() -> join(near));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void join(Socket near) {
        try {
            awaitResumed();
            Socket far = new Socket();
            far.connect(target);
            sockets.add(near);
            sockets.add(far);
            Thread.ofVirtual().start(() -> pump(near, far));
            pump(far, near);
        } catch (IOException broken) {
            close(near);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                awaitResumed();
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException ended) {
            // the other direction ends with it
        } finally {
            close(from);
            close(to);
        }
    }

    private void awaitResumed() {
        lock.lock();
        try {
            while (paused) {
                resumed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closing) {
            throw new UncheckedIOException(closing);
        }
    }

    @Override
    public void close() throws IOException {
        resume();
        door.close();
        cut();
    }
}
