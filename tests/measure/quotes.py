"""Damage curly text, have it repaired, and count the marks that are wrong.

usage: quotes.py PROGRAM FILE... -- KIND...
       quotes.py --rules PROGRAM FILE... -- KIND...

A mark is right when it is the mark of the truth and has white space on the
same sides.  Prints one line a kind: wrong marks in 1,000; with --rules,
one a rule: of how many edits the place came out as in the truth.
"""
import collections
import random
import re
import subprocess
import sys

MARKS = "“”‘’\"'"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
OTHER = str.maketrans("“”‘’", "”“’‘")


def damage(text, kind, rnd):
    if kind == "straight":
        return text.translate(STRAIGHT)
    if kind == "hyphens":
        return text.translate(STRAIGHT).replace("—", "--")
    if kind == "rightonly":
        return text.replace("“", "”").replace("‘", "’")
    share = {"mixed": .08, "mixed20": .2}.get(kind, .05)
    kinds = ["turn", "fold", "pad", "glue"]
    out = []
    i = 0
    while i < len(text):
        c = text[i]
        i += 1
        if c not in "“”‘’" or rnd.random() >= share:
            out.append(c)
            continue
        do = rnd.choice(kinds) if kind.startswith("mixed") else kind
        if do == "turn":
            out.append(c.translate(OTHER))
        elif do == "fold":
            out.append(c.translate(STRAIGHT))
        elif do == "pad":
            inner = text[i:i + 1].isalpha() and out and out[-1].isalpha()
            if c in "“‘":
                out += [c, " "]
            elif inner:
                out += [" ", c, " "]
            else:
                out += [" ", c]
        elif do == "swap":
            if c in "“‘" and out and out[-1] == " ":
                out[-1] = c
                out.append(" ")
            elif c in "”’" and text[i:i + 1] == " ":
                out += [" ", c]
                i += 1
            else:
                out.append(c)
        elif do == "glue":
            if c in "“‘" and out and out[-1] == " ":
                out[-1] = c
            else:
                out.append(c)
                if c == "”" and text[i:i + 1] == " ":
                    i += 1
    return "".join(out)


def gaps(text):
    """What stands before each letter or digit."""
    text = text.replace("--", "—").replace("...", "…")
    parts, last = [], 0
    for m in re.finditer(r"\w", text):
        parts.append(text[last:m.start()])
        last = m.end()
    parts.append(text[last:])
    return parts


def marks(gap):
    out = []
    for m in re.finditer("[" + MARKS + "]", gap):
        before, after = gap[:m.start()], gap[m.end():]
        out.append((m.group(), before[-1:].isspace(), after[:1].isspace()))
    return out


def score(truth, got, show=0):
    wrong = total = 0
    a, b = gaps(truth), gaps(got)
    if len(a) != len(b):
        sys.exit("letters were lost: %d, %d" % (len(a), len(b)))
    at = 0
    for x, y in zip(a, b):
        at += len(x) + 1
        p = marks(x)
        total += len(p)
        if x == y:
            continue
        q = marks(y)
        if len(p) != len(q):
            bad = max(len(p), len(q))
        else:
            bad = sum(s != t for s, t in zip(p, q))
        wrong += bad
        if bad and show > 0:
            show -= 1
            print("  %r for %r in %s" % (
                y, x, truth[max(0, at - 60):at + 40].replace("\n", "|")))
    return wrong, total


def rules(truth, bad, got, log, counts):
    """Which edits of the log left their place as it is in the truth?"""
    a, b = gaps(truth), gaps(got)
    data = bad.encode()
    letters, at = 0, 0
    for line in log.split("\n"):
        p = line.split("\t")
        if p[0] not in ("edit", "held"):
            continue
        off = int(p[1])
        letters += len(re.findall(r"\w", data[at:off].decode()))
        at = off
        right = a[letters] == b[letters]
        counts[p[4] + (" (held)" if p[0] == "held" else "")][right] += 1


def main():
    args = sys.argv[1:]
    show = 0
    counts = None
    if args[0] == "--rules":
        counts = collections.defaultdict(lambda: [0, 0])
        args = args[1:]
    if args[0] == "-v":
        show, args = int(args[1]), args[2:]
    program = args[0]
    files, kinds = args[1:args.index("--")], args[args.index("--") + 1:]
    for kind in kinds:
        wrong = total = 0
        for f in files:
            truth = open(f, encoding="utf-8").read()
            bad = damage(truth, kind, random.Random(7))
            cmd = [program]
            if kind in ("straight", "hyphens"):
                cmd.append("--style=curly")
            if counts is not None:
                cmd += ["-l", "/dev/stderr"]
            run = subprocess.run(cmd, input=bad.encode(), check=True,
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
            out = run.stdout.decode()
            if counts is not None:
                rules(truth, bad, out, run.stderr.decode(), counts)
            w, t = score(truth, out, show)
            wrong += w
            total += t
        if counts is None:
            print("quotes: %s: %.1f wrong in 1,000 marks (%d of %d)" % (
                kind, 1000 * wrong / total, wrong, total))
    for r, (no, yes) in sorted((counts or {}).items()):
        print("quotes: rule %s: %.1f%% right (%d of %d)" % (
            r, 100 * yes / (no + yes), yes, no + yes))


main()
