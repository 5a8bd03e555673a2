#!/usr/bin/env python3
"""Cuts the embedded pictures out of the original Fashion-MNIST files.

    fashion-mnist-subset.py FOLDER OUT

FOLDER holds the four original .gz files; OUT gets the first 10,000 training and the first 2,000
test pictures with their labels, in order and byte for byte. The same input gives the same files.
"""
import gzip
import pathlib
import struct
import sys


def cut(source, target, count):
    data = gzip.decompress(source.read_bytes())
    magic, _ = struct.unpack(">II", data[:8])
    header = {2051: 16, 2049: 8}[magic]
    each = 28 * 28 if magic == 2051 else 1
    kept = struct.pack(">II", magic, count) + data[8 : header + count * each]
    target.write_bytes(gzip.compress(kept, compresslevel=9, mtime=0))


def main():
    folder, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    for split, name, count in (("train", "train", 10_000), ("t10k", "test", 2_000)):
        for kind, rank in (("images", 3), ("labels", 1)):
            cut(folder / f"{split}-{kind}-idx{rank}-ubyte.gz", out / f"{name}-{kind}.gz", count)


main()
