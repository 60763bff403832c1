#!/usr/bin/env python3
"""Build names.tsv, names-wiki.tsv, name-letters.tsv and proper.tsv.

usage: names.py PACKAGES TEXTS [OUT]

PACKAGES is a folder with these unpacked in it:
  names-0.3.0      PyPI, MIT: name counts of the US census of 1990, which
                   are in the public domain
  usr/share/wordnet     Debian wordnet-base 3.0: the WordNet 3.0 licence
  usr/share/dict/scowl  Debian scowl 2020.12.07: free for any use, with
                        its copyright notice
TEXTS holds books/, news1916/ (public domain in the US) and wiki/ (English
Wikipedia, CC BY-SA 3.0).  What is counted in wiki/ goes to files of its
own, names-wiki.tsv and proper.tsv, which are CC BY-SA 3.0.

names.tsv and names-wiki.tsv: a name in lower case, and what it is: g given
name, s surname, n other proper noun, c common word in English as it is not
written in America, b seen in books, w in Wikipedia.  Names
that Hunspell's en_US knows are left out, but for given names.
name-letters.tsv: two letters, and how unlikely in names each letter from a to
z and the end (_) is behind them: 'A' and twice the natural logarithm.
proper.tsv: one word or two in lower case, and the proper noun they must be.
"""
import ctypes
import glob
import math
import os
import re
import sys
from collections import Counter

SURNAMES = 40000  # by frequency; behind these there are three bearers each
WIKI = 2          # paragraphs that a name of names-wiki.tsv stands in
BOOKS = 4         # lines, the same

MID = re.compile(r"(?<=[a-z,] )[A-Z\u00c0-\u00de][^\W\d_]+")
LOW = re.compile(
    r"(?<![\w/.@_:'’-])[a-z\u00df-\u00ff][^\W\d_]+(?![\w/@_-]|\.\w)")
PAIR = re.compile(r"(?<![\w/.@_:'’-])(?=(\w[^\W\d_]+ [^\W\d_]+)(?![\w/@_-]))")


def speller():
    lib = ctypes.CDLL("libhunspell-1.7.so.0")
    lib.Hunspell_create.restype = ctypes.c_void_p
    d = b"/usr/share/hunspell/en_US"
    h = ctypes.c_void_p(lib.Hunspell_create(d + b".aff", d + b".dic"))
    return lambda w: lib.Hunspell_spell(h, w.encode()) != 0


def census(path, top=None):
    for n, line in enumerate(open(path)):
        if top is None or n < top:
            yield line.split()[0].lower()


def wordnet(path):
    for line in open(path):
        if line[0] == " ":
            continue
        f = line.split()
        for k in range(int(f[3], 16)):
            for part in re.split(r"[_\-.'/]", f[4 + 2 * k]):
                if part[:1].isupper() and part.isalpha():
                    yield part


def scowl(folder):
    for path in glob.glob(folder + "/*proper-names*") + \
            glob.glob(folder + "/*upper*"):
        for word in open(path, encoding="latin1"):
            word = word.strip().removesuffix("'s")
            if word.isalpha() and not word.endswith("'s"):
                yield word


def words(folder):
    """Theatre is no mistake for Theater."""
    for kind in "british", "british_z", "canadian", "australian":
        for path in glob.glob(folder + "/" + kind + "-words*"):
            yield from (w.strip() for w in open(path, encoding="latin1")
                        if w.strip().isalpha())


def count(files, parts):
    cap, low, pairs = Counter(), Counter(), Counter()
    for path in sorted(files):
        text = open(path, encoding="utf8", errors="replace").read()
        low.update(LOW.findall(text))
        if parts == "\n\n":
            pairs.update(p for p in PAIR.findall(text))
        for part in text.split(parts):
            cap.update(set(MID.findall(part)))
    return cap, low, pairs


def write(path, head, rows):
    with open(path, "w") as out:
        out.write(head)
        for row in sorted(rows, key=lambda r: r.encode()):
            out.write(row + "\n")


def proper_words(cap, low, known):
    """Words that stand in lower case once in 500 times or less."""
    total = Counter()
    for word, n in cap.items():
        total[word.lower()] += n
    for word, n in cap.items():
        w = word.lower()
        if n >= 40 and n * 10 >= total[w] * 9 and \
                n >= 500 * low.get(w, 0) and not known(w) and len(w) > 3 and \
                word[1:].islower():
            yield w, word


FIRST = set("""new north south east west central united saudi hong sri san
los las el costa puerto buenos rio tel abu sierra""".split())


def proper_pairs(pairs, known):
    """Pairs like "South Africa": names of places by their first word."""
    for pair, n in pairs.items():
        a, b = pair.split(" ")
        if n >= 40 and a.lower() in FIRST and b != "Kingdom" and \
                a[1:].islower() and \
                b[1:].islower() and a[0].isupper() and b[0].isupper() and \
                n >= 200 * pairs.get(pair.lower(), 0) and \
                n >= 20 * pairs.get(a.lower() + " " + b, 0):
            yield pair.lower(), pair


def letter_rows(names):
    """A trigram model of the letters of names."""
    abc = "abcdefghijklmnopqrstuvwxyz_"
    tri, two = Counter(), Counter()
    for name in names:
        w = "__" + re.sub("[^a-z]", "_", name) + "_"
        for i in range(2, len(w)):
            tri[w[i - 2:i + 1]] += 1
            two[w[i - 2:i]] += 1
    for a in abc:
        for b in abc:
            yield a + b + "\t" + "".join(
                chr(65 + min(50, round(-2 * math.log(
                    (tri[a + b + c] + .5) / (two[a + b] + 14)))))
                for c in abc)


def main():
    packages, texts = sys.argv[1:3]
    out = sys.argv[3] if len(sys.argv) > 3 else os.path.dirname(
        os.path.abspath(__file__))
    known = speller()
    kinds = {}

    def put(word, kind):
        word = word.lower()
        if len(word) > 1 and kind not in kinds.setdefault(word, ""):
            kinds[word] += kind

    c = packages + "/names-0.3.0/names/dist."
    for sex in "male", "female":
        for word in census(c + sex + ".first"):
            put(word, "g")
    for word in census(c + "all.last", SURNAMES):
        put(word, "s")
    for word in wordnet(packages + "/usr/share/wordnet/data.noun"):
        put(word, "n")
    for word in scowl(packages + "/usr/share/dict/scowl"):
        put(word, "n")
    for word in words(packages + "/usr/share/dict/scowl"):
        if not known(word) and not known(word.title()):
            put(word, "c")
    cap, low, _ = count(glob.glob(texts + "/books/*.txt") +
                        glob.glob(texts + "/news1916/*.txt"), "\n")
    for word, n in cap.items():
        if n >= BOOKS and n > 4 * low.get(word.lower(), 0):
            put(word, "b")
    write(out + "/names.tsv",
          "# Names, and what they are.  Built by names.py, which names the\n"
          "# sources: US census 1990 (public domain), WordNet 3.0 (Princeton\n"
          "# University, WordNet licence), SCOWL (Kevin Atkinson, free with\n"
          "# notice), counts in books in the public domain.\n",
          (w + "\t" + k for w, k in kinds.items()
           if "g" in k or not known(w.title())))
    cap, low, pairs = count(glob.glob(texts + "/wiki/*.txt"), "\n\n")
    write(out + "/names-wiki.tsv",
          "# Names in the English Wikipedia of 2015, CC BY-SA 3.0.  Built by\n"
          "# names.py.\n",
          {w.lower() + "\tw" for w, n in cap.items()
           if n >= WIKI and n > 4 * low.get(w.lower(), 0)
           and w.lower() not in kinds and not known(w)
           and not known(w.title())})
    write(out + "/name-letters.tsv",
          "# Letters of names.  Built by names.py from names.tsv, whose\n"
          "# sources and licences it has.\n", letter_rows(kinds))
    rows = {w + "\t" + p for w, p in proper_words(cap, low, known)}
    rows |= {w + "\t" + p for w, p in proper_pairs(pairs, known)}
    write(out + "/proper.tsv",
          "# Proper nouns that edited prose never writes small, counted in\n"
          "# the English Wikipedia of 2015, CC BY-SA 3.0.  Built by names.py.\n",
          rows)


main()
