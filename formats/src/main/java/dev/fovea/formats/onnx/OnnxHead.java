package dev.fovea.formats.onnx;

import java.util.Set;

/** Whether a file begins like a ModelProto of onnx.proto, for files without the usual ending. */
final class OnnxHead {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    /** ir_version and model_version. */
    private static final Set<Integer> MODEL_NUMBERS = Set.of(1, 5);

    /** producer_name, producer_version, domain, doc_string, opset_import, metadata and others. */
    private static final Set<Integer> MODEL_BYTES = Set.of(2, 3, 4, 6, 8, 14, 20, 25);

    private static final int GRAPH = 7;

    /** The fields of a GraphProto, none of which is a number. */
    private static final Set<Integer> GRAPH_BYTES = Set.of(1, 2, 5, 10, 11, 12, 13, 14, 15, 16);

    private final byte[] head;
    private int at;

    private OnnxHead(byte[] head) {
        this.head = head;
    }

    /** True if known fields lead to the graph, and it begins with a field of graphs. */
    static boolean isModel(byte[] head) {
        return new OnnxHead(head).leadsToGraph();
    }

    private boolean leadsToGraph() {
        while (at < head.length) {
            long tag = varint();
            int field = (int) (tag >>> 3);
            int kind = (int) (tag & 7);
            long value = varint();
            if (value < 0) {
                return false;
            }
            if (field == GRAPH && kind == BYTES) {
                long first = varint();
                return (first & 7) == BYTES && GRAPH_BYTES.contains((int) (first >>> 3));
            }
            if (kind == BYTES && MODEL_BYTES.contains(field)) {
                if (value > head.length - at) {
                    return false;
                }
                at += (int) value;
            } else if (kind != VARINT || !MODEL_NUMBERS.contains(field)) {
                return false;
            }
        }
        return false;
    }

    /** A number of up to nine bytes; -1 where it does not end. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 63 && at < head.length; shift += 7) {
            byte next = head[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }
}
