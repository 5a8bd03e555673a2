#!/usr/bin/env python3
"""Writes the glyph atlas of dev.fovea.figure: DejaVu Sans at a few sizes, as one grey picture.

Text in pictures comes from this atlas and not from the fonts of the machine: servers and containers
often have none. Needs Pillow and the DejaVu fonts (Debian: python3-pil, fonts-dejavu-core). Run from
the root of the project:

    python3 core/src/generators/glyphs.py
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
TARGET = Path("core/src/main/resources/dev/fovea/figure")
STYLES = [
    ("SMALL", "DejaVuSans.ttf", 11),
    ("BODY", "DejaVuSans.ttf", 13),
    ("BOLD", "DejaVuSans-Bold.ttf", 13),
    ("TITLE", "DejaVuSans-Bold.ttf", 18),
    ("MONO", "DejaVuSansMono.ttf", 12),
]
# ASCII, Latin-1 (names of classes), what formulas need, and the box for everything else.
CHARACTERS = (
    [chr(c) for c in range(32, 127)]
    + [chr(c) for c in range(0xA1, 0x100) if c != 0xAD]
    + list("Σσβγεμπ←↑→↓↔−·×…–—‘’“”•≤≥≈≠∞√∂½□")
)
WIDTH = 512


def main():
    atlas = Image.new("L", (WIDTH, 4096), 0)
    lines = []
    x = y = row = 0
    for style, name, size in STYLES:
        font = ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)
        ascent, descent = font.getmetrics()
        lines.append(f"style {style} {ascent} {descent}")
        for character in dict.fromkeys(CHARACTERS):
            left, top, right, bottom = font.getbbox(character, anchor="ls")
            width, height = max(right - left, 0), max(bottom - top, 0)
            if x + width > WIDTH:
                x, y, row = 0, y + row, 0
            if width and height:
                glyph = Image.new("L", (width, height), 0)
                ImageDraw.Draw(glyph).text((-left, -top), character, 255, font=font, anchor="ls")
                atlas.paste(glyph, (x, y))
            advance = round(font.getlength(character))
            lines.append(f"{ord(character)} {x} {y} {width} {height} {left} {top} {advance}")
            x += width
            row = max(row, height)
    atlas.crop((0, 0, WIDTH, y + row)).save(TARGET / "glyphs.png", optimize=True)
    (TARGET / "glyphs.txt").write_text("\n".join(lines) + "\n")


main()
