package dev.fovea.plan;

import dev.fovea.kernel.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who lives where: values whose lifetimes do not overlap share an array.
 *
 * <p>Largest first, each value goes to the first array that is free while it lives (Pisarchyk and
 * Lee 2020, arXiv 2001.03288, "greedy by size").
 */
final class MemoryPlan {
    private final List<Slot> slots = new ArrayList<>();
    private final int batch;
    private final ImageByImage part;

    private record Life(Value place, int first, int last) {
        boolean overlaps(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    private static final class Slot {
        final long floats;
        final List<Life> lives = new ArrayList<>();

        Slot(long floats) {
            this.floats = floats;
        }

        boolean isFree(Life life) {
            return lives.stream().noneMatch(life::overlaps);
        }
    }

    /**
     * @param steps in the order they run
     * @param pinned values that are written or read between runs, with the step from which on they
     *     live
     * @param part the steps that run image by image
     */
    MemoryPlan(List<Step> steps, Map<Value, Integer> pinned, int batch, ImageByImage part) {
        this.batch = batch;
        this.part = part;
        List<Life> lives = lives(steps, pinned);
        lives.sort(Comparator.comparingLong(this::floats).reversed());
        for (Life life : lives) {
            Slot home = null;
            for (Slot slot : slots) {
                if (slot.isFree(life)) {
                    home = slot;
                    break;
                }
            }
            if (home == null) {
                home = new Slot(floats(life));
                slots.add(home);
            }
            home.lives.add(life);
        }
    }

    private boolean inLanes(Life life) {
        return life.last < part.steps();
    }

    private long floats(Life life) {
        return (long) (inLanes(life) ? part.lanes() : batch) * life.place.size();
    }

    /**
     * What outlives the part that runs image by image is there from its first step on: one image's
     * is written while another image has hardly begun.
     */
    private List<Life> lives(List<Step> steps, Map<Value, Integer> pinned) {
        Map<Value, int[]> spans = new LinkedHashMap<>();
        pinned.forEach((value, from) -> {
            extend(spans, value, from);
            extend(spans, value, Integer.MAX_VALUE);
        });
        for (int i = 0; i < steps.size(); i++) {
            for (Value value : steps.get(i).reads()) {
                extend(spans, value, i);
            }
            for (Value value : steps.get(i).writes()) {
                extend(spans, value, i);
            }
        }
        var lives = new ArrayList<Life>();
        spans.forEach((place, span) -> {
            boolean crosses = span[0] < part.steps() && span[1] >= part.steps();
            lives.add(new Life(place, crosses ? 0 : span[0], span[1]));
        });
        return lives;
    }

    private static void extend(Map<Value, int[]> spans, Value value, int at) {
        int[] span = spans.computeIfAbsent(value.place(), any -> new int[] {at, at});
        span[0] = Math.min(span[0], at);
        span[1] = Math.max(span[1], at);
    }

    /** Whether nothing but step {@code at} and earlier ones uses the value's place. */
    static boolean diesAt(Value value, int at, List<Step> steps, Set<Value> pinned) {
        Value place = value.place();
        if (pinned.stream().anyMatch(p -> p.place() == place)) {
            return false;
        }
        for (int i = at + 1; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.reads().stream().anyMatch(v -> v.place() == place)
                    || step.writes().stream().anyMatch(v -> v.place() == place)) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of all arrays. */
    long bytes() {
        return slots.stream().mapToLong(slot -> Memory.bytes(slot.floats)).sum();
    }

    /** Bytes if every value had an array of its own. */
    long bytesWithoutReuse() {
        return slots.stream()
                .flatMap(slot -> slot.lives.stream())
                .mapToLong(life -> 4L * batch * life.place.size())
                .sum();
    }

    void allocate() {
        for (Slot slot : slots) {
            float[] array = Memory.allocate(slot.floats);
            for (Life life : slot.lives) {
                if (inLanes(life)) {
                    int stride = (int) (slot.floats / part.lanes());
                    life.place.placeInLanes(array, Memory.OFFSET, stride);
                } else {
                    life.place.place(array, Memory.OFFSET);
                }
            }
        }
    }
}
