"""Writes HDF5 files that must be refused, with Debian's python3-h5py 3.7."""
import h5py
import numpy

# The weights of a layer in another file, by a link and by external storage.
with h5py.File("external_link.h5", "w") as f:
    f.attrs["layer_names"] = [b"fc"]
    f["fc"] = h5py.ExternalLink("../elsewhere.h5", "/fc")
with h5py.File("external_data.h5", "w") as f:
    f.attrs["layer_names"] = [b"fc"]
    group = f.create_group("fc")
    group.attrs["weight_names"] = [b"kernel"]
    group.create_dataset("kernel", (2, 3), "float32", external=[("../elsewhere.bin", 0, 24)])
# 64 MiB of zeros in a file of some 70 KB.
with h5py.File("bomb.h5", "w") as f:
    f.attrs["layer_names"] = [b"fc"]
    group = f.create_group("fc")
    group.attrs["weight_names"] = [b"kernel"]
    group.create_dataset("kernel", data=numpy.zeros((4096, 4096), "float32"),
                         chunks=(1024, 4096), compression="gzip", compression_opts=9)
# A group inside itself.
with h5py.File("circle.h5", "w") as f:
    f.attrs["layer_names"] = [b"fc"]
    group = f.create_group("fc")
    group["fc"] = group
