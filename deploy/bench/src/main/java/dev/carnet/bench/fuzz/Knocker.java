package dev.carnet.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// One caller: sends one request after another over its own connections.
///
/// @param ids what answers told of
record Knocker(
        Fuzz fuzz,
        Footing footing,
        Memory ids,
        Mutator mutator,
        SplittableRandom random,
        Tally tally) {

    private static final int UNAUTHORIZED = 401;

    void run(List<Door> doors, AtomicLong left) {
        try (var issuer = new Plug(fuzz.issuer());
                var gateway = new Plug(fuzz.mcp())) {
            while (left.getAndDecrement() > 0) {
                Door door = doors.get(random.nextInt(doors.size()));
                knock(door.at() == Door.At.ISSUER ? issuer : gateway, door);
            }
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    private void knock(Plug plug, Door door) throws IOException {
        var credential = footing.token(door);
        var request = mutator.next(door, credential);
        try {
            var reply = plug.send(request);
            if (reply.isEmpty()) {
                tally.closed(door);
                return;
            }
            credential
                    .filter(_ -> reply.get().status() == UNAUTHORIZED)
                    .filter(request::shows)
                    .ifPresent(token -> footing.refused(door, token));
            ids.learn(door, reply.get());
            Judge.wrong(request, reply.get())
                    .ifPresentOrElse(
                            why -> tally.wrong(request, why),
                            () -> tally.answered(door, reply.get().status()));
        } catch (IOException silent) {
            plug.close();
            tally.wrong(request, "no answer: " + silent.getMessage());
        }
    }
}
