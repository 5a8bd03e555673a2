#!/usr/bin/env python3
"""Writes the register tiles of dev.fovea.kernel.vector: the innermost loops of every matrix product.

Java has no way to keep 16 accumulators in registers but to name them, so the tiles of different
sizes differ only in how often a line is repeated. Run from the root of the project, then format:

    python3 core/src/generators/tiles.py && mvn spotless:apply -pl core

What may change here, and what it cost when tried, is in docs/adr/vector-kernels.md.
"""

from pathlib import Path

TARGET = Path("core/src/main/java/dev/fovea/kernel/vector")
LETTERS = "abcdefgh"

COLUMNS_IMPORT = "import static dev.fovea.kernel.vector.Panels.COLUMNS;\n"

HEADER = """package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
{columns}
import jdk.incubator.vector.FloatVector;

/** {doc} Written by {{@code core/src/generators/tiles.py}}. */
final class {name} {{
    private {name}() {{}}

"""

PANEL_DOC = """    /**
     * {{@code c[r][j] = f(prior[r][j] + sum over k of a[k][r] b[k][j])}} for {rows} rows and {vectors} of columns,
     * where f is {{@code max(0, x)}} or nothing.
     *
     * @param a a panel of {rows} rows, see {{@link Panels}}
     * @param b {b}
     * @param prior rows {{@code priorStride}} apart: zeros or a bias (stride 0), c itself, a residual
     */
"""

WINDOW_DOC = """    /**
     * {{@code c[r][j] = f(prior[r][j] + sum over k of a[offsets[k] + r] b[k][j])}} for {rows} rows and two
     * vectors of columns, where f is {{@code max(0, x)}} or nothing.
     *
     * @param a neighbouring rows side by side, see {{@link PlanarRows}}
     * @param b rows of k, {{@code bStride}} apart
     * @param prior rows {{@code priorStride}} apart: a bias (stride 0), c itself, a residual
     */
"""

COLUMN_DOC = """    /**
     * {{@code c[r][j] = prior[r][j] + sum over k of a[k][r] b[k][j]}} for {rows} rows and {vectors} of columns.
     *
     * @param a rows of k, {{@code aStride}} apart
     * @param b rows of k, {{@code bStride}} apart
     * @param prior rows {{@code priorStride}} apart: zeros (stride 0) or c itself
     */
"""


def index(base, r, stride):
    if r == 0:
        return base
    return f"{base} + {stride}" if r == 1 else f"{base} + {r} * {stride}"


def accumulator(r, v, vectors):
    return f"c{r}{LETTERS[v]}" if vectors > 1 else f"c{r}"


def lane(base, v):
    return base if v == 0 else f"{base} + COUNT"


def step(out, kind, rows, vectors, count):
    """Adds the products of {@code count} neighbouring k, which lie in one block of a panel."""
    if kind == "Panel":
        out.append(f"int p = aOffset + (i / COUNT) * ({rows} * COUNT) + (i & (COUNT - 1));\n")
    elif kind == "Window":
        out.append("int p = aOffset + offsets[i];\n")
    else:
        out.append("int p = aOffset + i * aStride;\n")
    stride = "COLUMNS" if kind == "Panel" and vectors == 2 else "bStride"
    out.append(f"int q = bOffset + i * {stride};\n")
    for n in range(count):
        for v in range(vectors):
            declare = "FloatVector " if n == 0 else ""
            at = lane("q", v) + (f" + {stride}" if n > 0 else "")
            out.append(f"{declare}b{v} = FloatVector.fromArray(FLOATS, b, {at});\n")
        for r in range(rows):
            declare = "FloatVector " if n == 0 and r == 0 else ""
            base = "p" if n == 0 else f"p + {n}"
            element = index(base, r, "COUNT") if kind == "Panel" else "p" if r == 0 else f"p + {r}"
            out.append(f"{declare}x = FloatVector.broadcast(FLOATS, a[{element}]);\n")
            for v in range(vectors):
                c = accumulator(r, v, vectors)
                out.append(f"{c} = x.fma(b{v}, {c});\n")


def tile(kind, rows, vectors):
    panel = kind == "Panel"
    window = kind == "Window"
    name = f"{kind}Tile{rows}x{vectors}"
    layout = "a packed panel" if panel else "windows over planes" if window else "rows of k"
    out = [
        HEADER.format(
            name=name,
            columns=COLUMNS_IMPORT if panel and vectors == 2 else "",
            doc=f"A register tile, {rows} rows by {vectors} vectors; a comes as {layout}."
        )
    ]
    count = "one vector" if vectors == 1 else "two vectors"
    doc = PANEL_DOC if panel else WINDOW_DOC if window else COLUMN_DOC
    b = "a panel, see {@link Panels}" if vectors == 2 else "rows of k, {@code bStride} apart"
    out.append(doc.format(rows=rows, vectors=count, b=b))
    a_stride = "" if panel else "int[] offsets, " if window else "int aStride, "
    b_stride = "" if panel and vectors == 2 else "int bStride, "
    relu = ", boolean relu" if panel or window else ""
    out.append(
        f"    static void run(float[] a, int aOffset, {a_stride}float[] b, int bOffset, {b_stride}int k,"
        f" float[] prior, int priorOffset, int priorStride{relu}, float[] c, int cOffset, int cStride) {{\n"
    )
    for r in range(rows):
        for v in range(vectors):
            out.append(f"FloatVector {accumulator(r, v, vectors)} = FloatVector.zero(FLOATS);\n")
    unroll = 2 if panel and rows == 8 else 1
    out.append("int i = 0;\n" if unroll > 1 else "")
    out.append(
        f"for (; i < k - {unroll - 1}; i += {unroll}) {{\n"
        if unroll > 1
        else "for (int i = 0; i < k; i++) {\n"
    )
    step(out, kind, rows, vectors, unroll)
    out.append("}\n")
    if unroll > 1:
        out.append("if (i < k) {\n")
        step(out, kind, rows, vectors, 1)
        out.append("}\n")

    def stores(relu):
        out.append("int s = priorOffset;\nint t = cOffset;\n")
        for r in range(rows):
            if r > 0:
                out.append("s += priorStride;\nt += cStride;\n")
            for v in range(vectors):
                c = accumulator(r, v, vectors)
                total = f"{c}.add(FloatVector.fromArray(FLOATS, prior, {lane('s', v)}))"
                if relu:
                    out.append(f"{c} = {total};\n")
                    out.append(f"{c}.blend(zero, {c}.lt(zero)).intoArray(c, {lane('t', v)});\n")
                else:
                    out.append(f"{total}.intoArray(c, {lane('t', v)});\n")

    if panel or window:
        out.append("if (relu) {\nFloatVector zero = FloatVector.zero(FLOATS);\n")
        stores(relu=True)
        out.append("} else {\n")
        stores(relu=False)
        out.append("}\n")
    else:
        stores(relu=False)
    out.append("}\n}\n")
    (TARGET / f"{name}.java").write_text("".join(out))


for rows, vectors in [(8, 2), (8, 1), (5, 2), (4, 2)]:
    tile("Panel", rows, vectors)
for rows, vectors in [(8, 2), (4, 2)]:
    tile("Column", rows, vectors)
for rows, vectors in [(8, 2), (5, 2)]:
    tile("Window", rows, vectors)
