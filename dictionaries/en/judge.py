#!/usr/bin/env python3
"""judge.py - make judge.tsv: what speaks for and against a change of ocr

usage: judge.py pumice-ocr ID.ocr.txt ... >judge.tsv

Each change that pumice-ocr --evidence thinks of is tried on the text and
held against ID.gt.txt: right if the words about it come nearer to the truth,
wrong if they go farther.  A logistic regression for each rule weighs the
evidence; rules with few cases share the weights of all.
"""
import bisect, difflib, math, re, subprocess, sys, tempfile
from collections import defaultdict

N = 16
RULES = """misread misread-name real-word case split merge marks digits junk
stop""".split()
FOLD = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"',
                      "\u201d": '"', "\u2014": "-", "\u2013": "-",
                      "\u017f": "s", "\u00ac": "-", "`": "'"})


def norm(s):
    s = re.sub(r"(?<=[A-Za-z])-\s+(?=[a-z])", "", s.translate(FOLD))
    return re.sub(r"\s+", " ", s).strip()


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def unescape(s):
    return re.sub(r"\\(x..|.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}
                  .get(m[1], chr(int(m[1][1:], 16)) if m[1][0] == "x"
                       else m[1]), s)


def proposals(program, path):
    with tempfile.NamedTemporaryFile() as log:
        subprocess.run([program, "-q", "--evidence", "-l", log.name, path],
                       stdout=subprocess.DEVNULL, check=True)
        for line in open(log.name, errors="replace"):
            f = line.rstrip("\n").split("\t")
            if f[0] in ("edit", "held") and f[4] in RULES:
                x = [float(v) for v in f[7].split()]
                if len(x) == N:
                    yield (int(f[1]), int(f[2]), RULES.index(f[4]),
                           unescape(f[6]).encode(), x)


def label(program, path, cases):
    raw = open(path, "rb").read()
    truth = open(path[:-8] + ".gt.txt", errors="replace").read()
    truth = truth.translate(FOLD).split()
    toks = [m.span() for m in re.finditer(rb"\S+", raw)]
    words = [raw[a:b].decode(errors="replace").translate(FOLD)
             for a, b in toks]
    to = [None] * len(words)
    match = difflib.SequenceMatcher(None, words, truth, autojunk=False)
    for a, b, n in match.get_matching_blocks():
        for i in range(n):
            to[a + i] = b + i
    starts = [a for a, b in toks]
    for off, length, rule, new, x in proposals(program, path):
        a = max(bisect.bisect_right(starts, off) - 1, 0) - 1
        b = bisect.bisect_left(starts, max(off + length, off + 1))
        size = b - a
        while a >= 0 and to[a] is None:
            a -= 1
        while b < len(words) and to[b] is None:
            b += 1
        if b - a - size > 14:
            continue
        lo = toks[a][1] if a >= 0 else 0
        hi = toks[b][0] if b < len(words) else len(raw)
        gt = norm(" ".join(truth[to[a] + 1 if a >= 0 else 0:
                                 to[b] if b < len(words) else len(truth)]))
        old = norm(raw[lo:hi].decode(errors="replace"))
        now = norm((raw[lo:off] + new + raw[off + length:hi])
                   .decode(errors="replace"))
        if old == now:
            continue
        was, is_ = (distance(s.split(), gt.split()) for s in (old, now))
        if is_ != was:
            cases[rule].append((is_ < was, 1.0, x))
        else:
            better = distance(now, gt) < distance(old, gt)
            cases[rule].append((better, 0.5 if better else 0.3, x))


def solve(m, b):
    n = len(b)
    m = [m[i] + [b[i]] for i in range(n)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(n):
            k = m[r][i] / m[i][i]
            if r != i and k:
                m[r] = [u - k * v for u, v in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def fit(cases, ridge=2.0):
    w = [0.0] * N
    for _ in range(12):
        g = [-ridge * v for v in w]
        h = [[ridge * (i == j) for j in range(N)] for i in range(N)]
        for y, weight, x in cases:
            z = max(-30, min(30, sum(a * b for a, b in zip(w, x))))
            p = 1 / (1 + math.exp(-z))
            for i in range(N):
                g[i] += weight * (y - p) * x[i]
                for j in range(N):
                    h[i][j] += weight * p * (1 - p) * x[i] * x[j]
        step = solve(h, g)
        w = [a + b for a, b in zip(w, step)]
        if max(map(abs, step)) < 1e-4:
            break
    return w


def main():
    cases = defaultdict(list)
    for path in sys.argv[2:]:
        label(sys.argv[1], path, cases)
    shared = fit([c for r in cases if RULES[r] not in ("case", "junk", "stop")
                  for c in cases[r]])
    print("# What speaks for and against a change of the ocr filter: weights"
          " by rule,\n# made by judge.py from the training sets that README"
          " names.")
    for r, name in enumerate(RULES):
        w = fit(cases[r]) if len(cases[r]) > 40 else shared
        print(name, *("%.3f" % v for v in w), sep="\t")
        good = [y for y, k, x in cases[r]
                if sum(a * b for a, b in zip(w, x)) > 1]
        print(name, len(cases[r]), "cases,", len(good), "made,",
              sum(good), "right", file=sys.stderr)


main()
