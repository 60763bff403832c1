#!/usr/bin/env python3
"""Learn the chance that a sentence ends behind an abbreviation.

usage: abbreviations.py abbreviations|starters FILE... >TABLE

A sentence that ends behind "t." is followed by the words that begin
sentences; one that goes on, by small letters, commas, digits and names.  How
much a capitalised word speaks for a beginning is learned first, from places
that leave no doubt: behind ! or ? or a long word that also stands without a
stop.  Then each token's chance is the one under which what follows it is
likeliest (expectation maximization, 20 rounds).

abbreviations: token, chance in percent that a sentence ends there, chance
that a digit follows where none ends, how often it was seen.
starters: word, how much its capital speaks for the beginning of a sentence
(the log of the ratio of the chances, in tenths), how much the word itself
does where there are no capitals, how often it was seen.
"""
import collections
import math
import re
import sys

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
STOP = re.compile(
    r"(?<![^\s(\[\"“‘'—-])([^\W\d_](?:[^\s(\[\"“”—.-]*[^\W\d_])??"
    r"(?:\.[^\W\d_]+)*)\.(\s|,|;|:|[\"”’')\]]+\s)[ ]*(\S[^\s,.;:!?\"”’—]*)")
SURE = re.compile(r"[^\W\d_]{2,}[!?] +([^\W\d_]+(?:['’][^\W\d_]+)*)|"
                  r"[a-zà-ÿ]{5,}\. +([^\W\d_]+(?:['’][^\W\d_]+)*)")
NAMED = re.compile(r"[a-zà-ÿ,;] ([A-ZÀ-Þ][^\W\d_]*(?:['’][^\W\d_]+)*)")


def count(files):
    begin, amid = collections.Counter(), collections.Counter()
    after, plain = collections.defaultdict(collections.Counter), \
        collections.Counter()
    for name in files:
        text = open(name, encoding="utf-8", errors="ignore").read()
        plain.update(WORD.findall(text))
        for m in SURE.finditer(text):
            w = m.group(1) or m.group(2)
            if w[0].isupper():
                begin[w] += 1
        amid.update(NAMED.findall(text))
        for m in STOP.finditer(text):
            t, gap, nxt = m.groups()
            if len(t) > 15:
                continue
            c = nxt[0]
            if gap in ",;:":
                kind = "<go>"
            elif len(gap) > 1:
                continue
            elif c.islower():
                kind = "<go>"
            elif c.isdigit():
                kind = "<digit>"
            elif c.isupper():
                kind = nxt
            else:
                continue
            after[t][kind] += 1
    return begin, amid, after, plain


def ratios(begin, amid):
    b, a = sum(begin.values()), sum(amid.values())
    lr = {}
    for w in set(begin) | set(amid):
        n, m = begin[w], amid[w]
        lr[w] = max(-4, min(6, math.log((n + .5) / b * a / (m + .5))))
        if n + m < 5:
            lr[w] = max(-1, min(1, lr[w]))
    return lr


def chance(seen, lr):
    n = sum(seen.values())
    p = .5
    for _ in range(20):
        end = .5
        for kind, k in seen.items():
            if kind == "<go>":
                r = math.exp(-6)
            elif kind == "<digit>":
                r = math.exp(-2)
            else:
                r = math.exp(lr.get(kind, -.5)) * .75
            end += k * p * r / (p * r + 1 - p)
        p = end / (n + 1)
    return p


def main():
    what, files = sys.argv[1], sys.argv[2:]
    begin, amid, after, plain = count(files)
    lr = ratios(begin, amid)
    rows = []
    if what == "starters":
        for w, r in lr.items():
            n = begin[w] + amid[w]
            low = w.lower()
            m = plain[low] + amid[w]
            q = math.log((begin[w] + .5) / sum(begin.values()) *
                         sum(plain.values()) / (m + .5))
            if n >= 60 and (abs(r) > .7 or abs(q) > .7) and begin[w] >= 10:
                rows.append((-n, "%s\t%d\t%d\t%d" % (
                    w, round(10 * r), round(10 * q), n)))
    else:
        for t, seen in after.items():
            n = sum(seen.values())
            p = chance(seen, lr)
            alone = plain[t] - n if "." not in t else 0
            if n < 8 or p > .5 or t.isupper() and len(t) > 4 > t.count("."):
                continue
            if alone > (n if p > .2 else 20 * n) and len(t) > 1:
                continue
            d = seen["<digit>"] / max(1, n * (1 - p))
            rows.append((-n, "%s\t%d\t%d\t%d" %
                         (t, round(100 * p), min(99, round(100 * d)), n)))
    for _, row in sorted(rows):
        print(row)


main()
