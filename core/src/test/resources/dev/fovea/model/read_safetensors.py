"""An independent reader: prints metadata, then name, shape and the float32 numbers of each tensor."""

import json
import struct
import sys

import numpy as np

with open(sys.argv[1], "rb") as file:
    content = file.read()
(length,) = struct.unpack("<Q", content[:8])
assert content[8:9] == b"{" and length % 8 == 0
header = json.loads(content[8 : 8 + length].decode("utf-8"))
print(json.dumps(header.pop("__metadata__", {}), sort_keys=True))
end = 0
for name, tensor in header.items():
    assert tensor["dtype"] == "F32" and tensor["data_offsets"][0] == end
    end = tensor["data_offsets"][1]
    data = content[8 + length :][slice(*tensor["data_offsets"])]
    numbers = np.frombuffer(data, "<f4").reshape(tensor["shape"])
    print(name, "x".join(map(str, numbers.shape)) or "scalar", *(f"{b:08x}" for b in numbers.reshape(-1).view(np.uint32)))
assert 8 + length + end == len(content)
