#!/usr/bin/env python3
"""furniture.py LINES... - the menu words of furniture.tsv, learned from pages

LINES are pages flattened to lines, "0<TAB>line" for furniture and
"1<TAB>line" for main text (see tests/measure/strip.py, which makes them from
pages of HTML with their main text).  Writes furniture.tsv anew: its rows but
the menu words, and then as menu words all lines of at most four words that
are furniture on at least MIN pages, and 12 times as often as they are text.
"""
import collections
import os
import re
import sys

MIN = 6

# Lists of places, languages and colours are text as often as menus.
NO = set("""colorado colors country dark light everywhere german italian
japanese maryland oregon ohio pennsylvania virginia washington history
index""".split()) | {"czech republic", "new jersey", "united kingdom"}


def fold(line):
    """The words as strip(1) sees them."""
    line = re.sub("['\u2019]", "", line.lower().replace("\u00a9", " copyright "))
    line = re.sub(r"[0-9]+", "#", line)
    return re.sub(r"[^a-z#\u00c0-\uffff]+", " ",
                  re.sub("[\u2000-\u2bff\u00a0-\u00bf]", " ", line)).strip()


def main():
    furniture, text = collections.Counter(), collections.Counter()
    for path in sys.argv[1:]:
        seen = {"0": set(), "1": set(), "?": set()}
        for row in open(path, encoding="utf-8", errors="replace"):
            label, line = row.rstrip("\n").split("\t", 1)
            seen[label].add(fold(line))
        furniture.update(seen["0"])
        text.update(seen["1"] | seen["?"])
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "furniture.tsv")
    rows = [r for r in open(path) if not r.startswith("menu\tm\t")]
    have = {r.split("\t")[3].strip() for r in rows
            if r.count("\t") == 3 and r.split("\t")[1] == "="}
    for words, n in sorted(furniture.items()):
        if (n >= MIN and words not in NO and n >= 12 * text[words] and words not in have
                and 0 < len(words.split()) <= 4
                and re.fullmatch("[a-z ]{3,}", words)):
            rows.append("menu\tm\t4\t%s\n" % words)
    with open(path, "w") as out:
        out.writelines(rows)


if __name__ == "__main__":
    main()
