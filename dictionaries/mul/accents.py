#!/usr/bin/env python3
"""accents.py - make accents.tsv and contexts.tsv, of what ASCII cannot write

usage: accents.py [accents | contexts] >TABLE.tsv

Wants the package wordfreq (its data: CC BY-SA 4.0, so the table is that too).
A row of accents.tsv is a word, in small letters, that holds a letter beyond ASCII, and the
languages that write it, each with how often: a letter from 'a', for one
word in a hundred million, up, three steps to a factor of ten.  The rows are
sorted by the word with each letter beyond ASCII as '?', as bytes.

A row of contexts.tsv is what stands about a letter in the words of a
language, the letter itself as '*', others beyond ASCII as '?' and the edges
of the word as '^' and '$', and the letter that it is most often; wider
contexts only where they say something else than narrower ones.
"""
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict

from wordfreq import get_frequency_dict

LANGS = {"en": 3e-7, "de": 2e-7, "fr": 2e-7, "es": 2e-7, "it": 2e-7,
    "pt": 2e-7, "nl": 3e-7, "sv": 3e-7, "da": 3e-7, "nb": 3e-7, "fi": 3e-7,
    "pl": 2e-7, "cs": 3e-7, "sk": 1e-6, "hu": 5e-7, "ro": 5e-7, "tr": 5e-7,
    "ca": 5e-7, "sl": 1e-6, "sh": 1e-6}
MANY = {"de", "fr", "pl", "cs", "hu", "fi", "tr"}
WIDTHS = [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3)]

# wordfreq writes ss for sharp s.  After a long vowel it is one, but not
# where a word ends before the second s.
SHARP = re.compile("(?<=ei)ss(?!t?e[ei])|(?<=[^e]ie)ss|(?<=[äe]u)ss|"
    "(?<=gr[oöuü])ss|(?<=[^y]f[uü])ss(?=$|b|g|e|n|w|l|st)|(?<=stra)ss|"
    "(?<=spa)ss|(?<=[gm]mä)ss|(?<=mä)ss(?=ig)|(?<=ma)ss(?=$|na|ge|st)|"
    "(?<=sü)ss|(?<=st[oö])ss|(?<=bl[oö])ss|(?<=b[uü])ss(?=g|e)|"
    "(?<=drau)ss|(?<=^au)ss(?=er|en)|(?<=strau)ss|(?<=^sa)ss|"
    "(?<=schlie)ss|(?<=rei)ss")


def latin(w):
    return all(c in "'" or unicodedata.name(c, "").startswith("LATIN")
        for c in w)


def words_of(lang):
    for w, f in get_frequency_dict(lang, "best").items():
        w = unicodedata.normalize("NFC", w)
        if lang == "de":
            w = SHARP.sub("ß", w)
        if not w.isascii() and latin(w) and len(w) <= 24:
            yield w, f


def bare(w):
    return "".join(c if c < "\x80" else "?" for c in w)


def accents():
    words = {}
    for lang, least in LANGS.items():
        n = 0
        for w, f in words_of(lang):
            if f < least or n == (18000 if lang in MANY else 14000):
                continue
            n += 1
            step = max(0, min(25, round(3 * (math.log10(f) + 8))))
            words.setdefault(w, {}).setdefault(lang, chr(97 + step))
    for w in sorted(words, key=lambda w: (bare(w).encode(), w)):
        print(w, "".join(l + s for l, s in words[w].items()), sep="\t")


def contexts(lang):
    seen = [defaultdict(Counter) for _ in WIDTHS]
    for w, f in words_of(lang):
        s = "^^^" + bare(w) + "$$$"
        for i, c in enumerate(w):
            for k, (a, b) in enumerate(WIDTHS):
                if c >= "\x80":
                    seen[k][s[i + 3 - a:i + 3], s[i + 4:i + 4 + b]][c] += \
                        1 + math.log10(f * 1e9)
    kept = {}
    for k, (a, b) in enumerate(WIDTHS):
        for (left, right), counts in seen[k].items():
            (c, n), = counts.most_common(1)
            if n < (9 if k > 2 else 5):
                continue
            narrow = None
            for aa, bb in WIDTHS[:k]:
                if aa <= a and bb <= b:
                    narrow = kept.get((left[a - aa:], right[:bb]), narrow)
            if c != narrow:
                kept[left, right] = c
    for (left, right), c in kept.items():
        yield lang + left + "*" + right, c


print("# Made by accents.py; CC BY-SA 4.0 (from wordfreq's word lists)")
if sys.argv[1:] == ["contexts"]:
    rows = sorted(r for lang in LANGS for r in contexts(lang))
    print("\n".join("\t".join(r) for r in rows))
else:
    accents()
