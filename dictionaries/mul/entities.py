#!/usr/bin/env python3
"""entities.py - make entities.tsv, the named characters of HTML

Those of HTML 4, and of HTML 5 the letters of Latin Extended-A and what is
ASCII or general punctuation; the rest of HTML 5's 2,231 names is
mathematics that nobody types.  From the Python library's table, which is
the standard's.
"""
from html.entities import html5, name2codepoint

names = {n: c for n, c in name2codepoint.items()}
for n, t in html5.items():
    if n.endswith(";") and len(t) == 1:
        c = ord(t)
        if 0x20 < c < 0x7f or 0xa0 <= c < 0x180 or 0x2010 <= c <= 0x203a:
            names.setdefault(n[:-1], c)
print("# Made by entities.py from the names of HTML: a name, a code point")
for n in sorted(names):
    print(n, "%X" % names[n], sep="\t")
