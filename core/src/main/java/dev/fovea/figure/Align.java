package dev.fovea.figure;

/** Where a block stands in room that is larger than it. */
public enum Align {
    /** At the left or at the top. */
    START,
    CENTRE,
    /** At the right or at the bottom. */
    END;

    int offset(int room, int extent) {
        return switch (this) {
            case START -> 0;
            case CENTRE -> (room - extent) / 2;
            case END -> room - extent;
        };
    }
}
