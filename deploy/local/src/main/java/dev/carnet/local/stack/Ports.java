package dev.carnet.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// TCP ports on loopback.
final class Ports {

    // Below the range that systems hand out by themselves (32768 and up on Linux).
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_000;

    private Ports() {}

    /// Whether nobody listens there.
    static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// That many ports that are free now, each with its management port.
    static List<Integer> pick(int count) throws IOException {
        var random = new SplittableRandom();
        var picked = new ArrayList<Integer>();
        for (int tries = 0; picked.size() < count; tries++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!picked.contains(port) && free(port) && free(port + Plan.MANAGEMENT)) {
                picked.add(port);
            }
            if (tries > HIGHEST - LOWEST) {
                throw new IOException("no free ports between " + LOWEST + " and " + HIGHEST);
            }
        }
        return picked;
    }
}
