#!/usr/bin/python3
"""Makes the golden files of the image tests. Run in this folder; see README.md.

Python 3.11, Pillow 9.4, NumPy 1.24, OpenCV 4.6, torch 1.13, torchvision 0.14 made the files in the
repository.
"""
import gzip
import io
import os
import struct
import zlib

import numpy as np
from PIL import Image

# From the project's root, where the photographs lie beside the project.
PHOTOS = os.path.join(os.path.dirname(__file__), *[".."] * 9, "shared", "data", "photos")


def save(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def expect(path, data):
    """Writes a file and what Pillow reads from it."""
    save(path, data)
    image = Image.open(io.BytesIO(data))
    # Pillow 9.4 has no 16-bit LA and opens it as RGBA, all three colours equal.
    grey = image.mode in ("1", "L", "LA") or "greyalpha16" in path
    image.convert("L" if grey else "RGB").save(path + ".expected.png", optimize=True)


def sources():
    if not os.path.exists("photo.png"):
        cat = Image.open(os.path.join(PHOTOS, "chelsea.png")).crop((100, 20, 405, 225))
        cat = cat.resize((61, 41), Image.LANCZOS)
        cat.save("photo.png", optimize=True, icc_profile=None)
    photo = Image.open("photo.png")
    # Raw bytes as well, so that the decoder is not only tested with itself.
    save("photo.raw.gz", gzip.compress(photo.tobytes(), mtime=0))
    noise = np.random.RandomState(7).randint(0, 2, (23, 31, 3)) * 255
    Image.fromarray(noise.astype(np.uint8)).save("noise.png", optimize=True)


# PNG by hand: Pillow does not write 2 and 4 bits, 16-bit colours or interlaced pictures.
def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def packed(samples, depth):
    """Rows of a H x W x C array as PNG stores them."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in rows]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in rows]
    bits = np.unpackbits(rows.astype(np.uint8)[:, :, None], axis=2)[:, :, 8 - depth :]
    return [np.packbits(row.reshape(-1)).tobytes() for row in bits]


def png(samples, depth, colour, extra=b"", interlaced=False):
    height, width = samples.shape[:2]
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    passes = [(0, 0, 1, 1)]
    if interlaced:  # Adam7: first column, first row, step of columns and rows
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for x, y, dx, dy in passes:
        part = samples[y::dy, x::dx]
        if part.size:
            data += b"".join(b"\0" + row for row in packed(part, depth))
    body = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_files(photo):
    rgb = np.array(photo)
    grey = np.array(photo.convert("L"))[:, :, None]
    alpha = np.tile(np.linspace(0, 255, 61).astype(int), (41, 1))[:, :, None]
    fine = np.random.RandomState(3).randint(0, 256, rgb.shape)  # the lower bytes of 16-bit samples
    deep = rgb.astype(int) * 256 + fine

    expect("files/grey8.png", encoded(photo.convert("L"), "PNG", optimize=True))
    expect("files/grey1.png", encoded(photo.convert("1"), "PNG", optimize=True))
    expect("files/grey2.png", png(grey >> 6, 2, 0))
    expect("files/grey4.png", png(grey >> 4, 4, 0))
    expect("files/greyalpha8.png", png(np.concatenate([grey, alpha], 2), 8, 4))
    expect("files/rgba8.png", png(np.concatenate([rgb, alpha], 2), 8, 6))
    expect("files/interlaced.png", png(rgb, 8, 2, interlaced=True))
    expect("files/rgb16.png", png(deep, 16, 2))
    expect("files/rgba16.png", png(np.concatenate([deep, alpha * 256], 2), 16, 6))
    expect("files/greyalpha16.png", png(np.concatenate([deep[:, :, :1], alpha * 256], 2), 16, 4))
    expect("files/transparent.png", png(rgb, 8, 2, chunk(b"tRNS", struct.pack(">HHH", *rgb[3, 4]))))
    for bits, colours in ((8, 200), (4, 16), (2, 4), (1, 2)):
        table = photo.quantize(colours)
        palette = bytes(table.getpalette()[: 3 * colours])
        extra = chunk(b"PLTE", palette) + chunk(b"tRNS", b"\0\x80")
        expect(f"files/palette{bits}.png", png(np.array(table)[:, :, None], bits, 3, extra))
    # Pillow clips 16-bit grey to 255 when it converts; Fovea keeps the upper byte.
    save("files/grey16.png", png(deep[:, :, :1], 16, 0))
    Image.fromarray((deep[:, :, 0] >> 8).astype(np.uint8)).save("files/grey16.png.expected.png", optimize=True)


def jpeg_files(photo):
    expect("files/baseline420.jpg", encoded(photo, "JPEG", quality=85))
    expect("files/baseline444.jpg", encoded(photo, "JPEG", quality=95, subsampling=0))
    expect("files/baseline422.jpg", encoded(photo, "JPEG", quality=85, subsampling=1))
    expect("files/progressive.jpg", encoded(photo, "JPEG", quality=85, progressive=True))
    expect("files/grey.jpg", encoded(photo.convert("L"), "JPEG", quality=85))
    cmyk = encoded(photo.convert("CMYK"), "JPEG", quality=85)
    expect("files/cmyk.jpg", cmyk)
    # The same components, said to be YCCK: the last byte of Adobe's segment is the transform.
    adobe = cmyk.index(b"Adobe") + 11
    expect("files/ycck.jpg", cmyk[:adobe] + b"\2" + cmyk[adobe + 1 :])
    # Without the JFIF segment, libjpeg still takes three components numbered 1, 2, 3 for YCbCr.
    plain = encoded(photo, "JPEG", quality=95, subsampling=0)
    expect("files/nojfif.jpg", plain[:2] + plain[20:])
    # Adobe's segment with transform 0 says that the components are red, green and blue.
    segment = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0"
    expect("files/adobergb.jpg", plain[:2] + segment + plain[20:])
    save("files/twelvebit.jpg", patch_precision(plain, 12))


def patch_precision(data, bits):
    at = data.index(b"\xff\xc0") + 4
    return data[:at] + bytes([bits]) + data[at + 1 :]


def gif_files(photo):
    plain = encoded(photo.quantize(64), "GIF", interlace=0)
    expect("files/plain.gif", plain)
    expect("files/interlaced.gif", encoded(photo.quantize(64), "GIF", interlace=1))
    # The frame on a larger screen: the screen's size is at 6, the frame's place behind its 0x2c.
    frame = plain.index(b"\x2c\0\0\0\0" + struct.pack("<HH", 61, 41))
    moved = plain[:6] + struct.pack("<HH", 80, 50) + plain[10 : frame + 1] + struct.pack("<HH", 7, 5) + plain[frame + 5 :]
    expect("files/offset.gif", moved)


def bmp_files(photo):
    expect("files/rgb24.bmp", encoded(photo, "BMP"))
    expect("files/palette8.bmp", encoded(photo.quantize(100), "BMP"))
    expect("files/rgb32.bmp", encoded(photo.convert("RGBA"), "BMP"))
    rgb = np.array(photo).astype(int) >> 3
    pixels = (rgb[:, :, 0] << 10 | rgb[:, :, 1] << 5 | rgb[:, :, 2]).astype("<u2")
    rows = np.zeros((41, 62), "<u2")  # rows are padded to 4 bytes
    rows[:, :61] = pixels[::-1]
    info = struct.pack("<IiiHHIIiiII", 40, 61, 41, 1, 16, 0, rows.nbytes, 0, 0, 0, 0)
    head = b"BM" + struct.pack("<IHHI", 54 + rows.nbytes, 0, 0, 54)
    expect("files/rgb16.bmp", head + info + rows.tobytes())
    # A negative height: the first row is the top one.
    info = struct.pack("<IiiHHIIiiII", 40, 61, -41, 1, 16, 0, rows.nbytes, 0, 0, 0, 0)
    expect("files/topdown.bmp", head + info + rows[::-1].tobytes())


def webp_files(photo):
    exif = Image.Exif()
    exif[0x0112] = 6
    expect("files/lossy.webp", encoded(photo, "WEBP", quality=90))
    alpha = photo.convert("RGBA")
    alpha.putalpha(photo.convert("L"))
    expect("files/alpha.webp", encoded(alpha, "WEBP", lossless=True, exact=True))
    save("files/lossless.webp", encoded(photo, "WEBP", lossless=True))
    save("files/oriented.webp", encoded(photo, "WEBP", lossless=True, exif=exif))


def orientations(photo):
    """The upright picture stored in each way, so that obeying gives upright.png."""
    upright = photo.resize((24, 16), Image.LANCZOS)
    upright.save("orientation/upright.png", optimize=True)
    # What has to be done to the upright picture so that the tag undoes it.
    inverse = {
        2: Image.FLIP_LEFT_RIGHT,
        3: Image.ROTATE_180,
        4: Image.FLIP_TOP_BOTTOM,
        5: Image.TRANSPOSE,
        6: Image.ROTATE_90,
        7: Image.TRANSVERSE,
        8: Image.ROTATE_270,
    }
    for value in range(1, 9):
        stored = upright.transpose(inverse[value]) if value > 1 else upright
        exif = Image.Exif()
        exif[0x0112] = value
        save(f"orientation/{value}.png", encoded(stored, "PNG", exif=exif, optimize=True))
        save(f"orientation/{value}.jpg", encoded(stored, "JPEG", exif=exif, quality=95, subsampling=0))


def sizes(image):
    """Height x width: smaller, larger, one side only, mixed, one pixel."""
    width, height = image.size
    return [(17, 23), (60, 90), (height, 20), (19, width), (9, 100), (53, 30), (1, 1)]


def resizes(photo):
    import cv2

    filters = {
        "nearest": Image.NEAREST,
        "box": Image.BOX,
        "bilinear": Image.BILINEAR,
        "bicubic": Image.BICUBIC,
        "lanczos": Image.LANCZOS,
    }
    noise = Image.open("noise.png")
    for name, image in (("photo", photo), ("grey", photo.convert("L")), ("noise", noise)):
        for filter, code in filters.items():
            for height, width in sizes(image):
                out = image.resize((width, height), code)
                out.save(f"resize/{name}-{filter}-{height}x{width}.png", optimize=True)
    # 40 x 60 divides by 2, 4 and 5: OpenCV takes other ways for whole factors.
    even = photo.crop((0, 0, 60, 40))
    even.save("resize/even.png", optimize=True)
    for filter, code in (("opencv-linear", cv2.INTER_LINEAR), ("opencv-area", cv2.INTER_AREA)):
        for height, width in sizes(photo):
            out = cv2.resize(np.array(photo), (width, height), interpolation=code)
            Image.fromarray(out).save(f"resize/photo-{filter}-{height}x{width}.png", optimize=True)
        for height, width in ((20, 30), (10, 20), (8, 12), (20, 20), (80, 120)):
            out = cv2.resize(np.array(even), (width, height), interpolation=code)
            Image.fromarray(out).save(f"resize/even-{filter}-{height}x{width}.png", optimize=True)


def preprocessing(photo):
    """Every 16th row and column of what torchvision feeds its networks, H x W x C, as text."""
    from torchvision import transforms

    transform = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    tensor = transform(photo).permute(1, 2, 0).numpy()
    values = tensor[::16, ::16].reshape(-1)
    save("preprocess/torchvision.txt", "\n".join(f"{v:.9g}" for v in values).encode())
    # The sizes that torchvision gives to awkward pictures.
    lines = []
    for height, width in ((41, 61), (61, 41), (333, 500), (500, 333), (1, 7), (640, 427), (256, 300)):
        resized = transforms.Resize(256)(Image.new("L", (width, height)))
        lines.append(f"{height} {width} {resized.height} {resized.width}")
    save("preprocess/sizes.txt", "\n".join(lines).encode())


def augmentations(photo):
    from PIL import ImageEnhance

    for degrees in (10, -37):
        turned = photo.rotate(degrees, Image.BILINEAR)
        turned.save(f"augment/rotate{degrees}.png", optimize=True)
    enhancers = {
        "brightness": ImageEnhance.Brightness,
        "contrast": ImageEnhance.Contrast,
        "saturation": ImageEnhance.Color,
    }
    for name, enhancer in enhancers.items():
        for factor in (0.35, 1.7):
            enhancer(photo).enhance(factor).save(f"augment/{name}{factor}.png", optimize=True)


def main():
    for folder in ("orientation", "resize", "preprocess", "augment"):
        os.makedirs(folder, exist_ok=True)
    sources()
    photo = Image.open("photo.png")
    photo.load()
    png_files(photo)
    jpeg_files(photo)
    gif_files(photo)
    bmp_files(photo)
    webp_files(photo)
    orientations(photo)
    resizes(photo)
    preprocessing(photo)
    augmentations(photo)


if __name__ == "__main__":
    main()
