package dev.fovea.data;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of batches that go round: threads fill those ahead of the one in use. Several
 * threads may work on one batch, so that the next one is ready as soon as can be.
 */
final class BatchRing implements AutoCloseable {
    private final BatchWork work;
    private final int atOnce;
    private final Place[] places;
    private final Thread[] threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomChanged = lock.newCondition();
    private final Condition readyChanged = lock.newCondition();

    /** The batch that pictures are handed out of, and how many of it are. */
    private int filling;

    private int handedOut;

    /** Batches before this one are not used any more. */
    private int released;

    private boolean closed;
    private @Nullable Throwable failure;

    /** Where every so many batches go. */
    private static final class Place {
        final BatchSlot slot;
        int unwritten;
        boolean ready;

        Place(BatchSlot slot) {
            this.slot = slot;
        }
    }

    /** Some pictures of a batch, for one thread. */
    private record Piece(Place place, int from, int to) {}

    BatchRing(BatchWork work, int threadCount, int buffers) {
        this.work = work;
        this.atOnce = work.atOnce();
        places = new Place[Math.clamp(work.batches(), 1, buffers)];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place(work.slot());
        }
        threads = new Thread[threadCount];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    Thread.ofPlatform().daemon().name("fovea-data-" + (i + 1)).start(this::serve);
        }
    }

    /** A batch, in the order 0, 1, 2, ...; the one before is given back. */
    BatchSlot take(int number) throws InterruptedIOException {
        Place place = placeOf(number);
        if (threads.length == 0) {
            work.begin(place.slot, number);
            work.write(place.slot, 0, place.slot.batch().size());
            work.finish(place.slot);
            return place.slot;
        }
        lock.lock();
        try {
            if (number > 0) {
                placeOf(number - 1).ready = false;
            }
            released = number;
            roomChanged.signalAll();
            while (!place.ready && failure == null && !closed) {
                readyChanged.await();
            }
            rethrow();
            if (closed) {
                throw new IllegalStateException("Batches: closed, there are no more batches");
            }
            return place.slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while waiting for a batch");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }

    private Place placeOf(int number) {
        return places[number % places.length];
    }

    /** What went wrong in a thread and has nothing to do with one picture. */
    private void rethrow() {
        switch (failure) {
            case null -> {}
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IllegalStateException("Batches: a thread ended", failure);
        }
    }

    private void serve() {
        try {
            for (Piece piece = claim(); piece != null; piece = claim()) {
                work.write(piece.place.slot, piece.from, piece.to);
                if (isLast(piece)) {
                    work.finish(piece.place.slot);
                    announce(piece.place);
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private @Nullable Piece claim() {
        lock.lock();
        try {
            while (!closed
                    && failure == null
                    && filling < work.batches()
                    && filling >= released + places.length) {
                roomChanged.awaitUninterruptibly();
            }
            if (closed || failure != null || filling == work.batches()) {
                return null;
            }
            Place place = placeOf(filling);
            if (handedOut == 0) {
                work.begin(place.slot, filling);
                place.unwritten = place.slot.batch().size();
            }
            int size = place.slot.batch().size();
            var piece = new Piece(place, handedOut, Math.min(handedOut + atOnce, size));
            handedOut = piece.to;
            if (handedOut == size) {
                filling++;
                handedOut = 0;
            }
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLast(Piece piece) {
        lock.lock();
        try {
            piece.place.unwritten -= piece.to - piece.from;
            return piece.place.unwritten == 0;
        } finally {
            lock.unlock();
        }
    }

    private void announce(Place place) {
        lock.lock();
        try {
            place.ready = true;
            readyChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            failure = e;
            readyChanged.signalAll();
            roomChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the threads have ended, each after the picture in its hands. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            readyChanged.signalAll();
            roomChanged.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
