#!/usr/bin/env python3
"""strip.py HTML_SET OUT - pages flattened to lines that say what they are

Writes OUT/ID.lab, a line for each line of text on a page of HTML_SET/html,
before it 1 and a tab if the main text in HTML_SET/text has it, 0 if not, and
? where that is not clear (a few words that also stand inside the text).

strip.py OUT - what build/pumice-strip makes of them: for each rule, how many
lines went and how many of these were furniture.
"""
import collections
import html.parser
import os
import re
import subprocess
import sys

BLOCK = set("""p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 br section
article header footer nav aside form button figure figcaption blockquote pre
dl dt dd main option select label""".split())
SKIP = set("script style noscript template svg head iframe".split())


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.text, self.skip = [], "", 0

    def flush(self):
        text = re.sub(r"\s+", " ", self.text).strip()
        if text:
            self.lines.append(text)
        self.text = ""

    def handle_starttag(self, tag, _):
        self.skip += tag in SKIP
        if tag in BLOCK:
            self.flush()

    def handle_endtag(self, tag):
        if tag in SKIP and self.skip:
            self.skip -= 1
        if tag in BLOCK:
            self.flush()

    def handle_data(self, data):
        if not self.skip:
            self.text += data


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def norm(text):
    return re.sub(r"\W+", " ", text.lower()).strip()


def label(line, gold, lines):
    n = norm(line)
    if not n:
        return "0"
    if n in lines or (len(n) > 25 and n in gold):
        return "1"
    parts = [n[i:i + 20] for i in range(0, len(n) - 20, 20)]
    if len(n) > 60 and sum(p in gold for p in parts) * 2 > len(parts):
        return "1"
    return "?" if " %s " % n in " %s " % gold else "0"


def flatten(where, out):
    for name in sorted(os.listdir(where + "/html")):
        ident = name.rsplit(".", 1)[0]
        page = Page()
        page.feed(read("%s/html/%s" % (where, name)))
        page.flush()
        text = read("%s/text/%s.txt" % (where, ident))
        gold, lines = norm(text), {norm(l) for l in text.split("\n")}
        with open("%s/%s.lab" % (out, ident), "w") as f:
            for line in page.lines:
                f.write("%s\t%s\n" % (label(line, gold, lines), line))


def score(out):
    every, gone = collections.Counter(), collections.defaultdict(
        collections.Counter)
    for name in sorted(os.listdir(out)):
        if not name.endswith(".lab"):
            continue
        rows = [r.split("\t", 1) for r in read(out + "/" + name).split("\n")
                if "\t" in r]
        every.update(r[0] for r in rows)
        text = "".join(r[1] + "\n" for r in rows).encode()
        log = subprocess.run(["build/pumice-strip", "-l", "/dev/stderr"],
                             input=text, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, check=True).stderr
        at, place = 0, {}
        for r in rows:
            place[at] = r
            at += len(r[1].encode()) + 1
        for e in log.decode(errors="replace").split("\n"):
            f = e.split("\t")
            if f[0] not in ("edit", "held"):
                continue
            off, n = int(f[1]), int(f[2])
            for at in range(off, off + n):
                if at in place:
                    key = f[4] if f[0] == "edit" else "(held) " + f[4]
                    gone[key][place[at][0]] += 1
                    if place[at][0] == "1" and os.environ.get("SHOW"):
                        print("    %s %s: %s" % (name, key, place[at][1]))
    total = collections.Counter()
    for rule in sorted(gone):
        c = gone[rule]
        if not rule.startswith("("):
            total.update(c)
        print("strip rule %s: %d lines, %.1f%% furniture" % (
            rule, sum(c.values()), 100 * c["0"] / max(1, c["0"] + c["1"])))
    print("strip: precision %.3f, recall %.3f of %d lines" % (
        total["0"] / max(1, total["0"] + total["1"]),
        total["0"] / max(1, every["0"]), every["0"]))
    print("strip: %d of %d lines of main text lost" % (
        total["1"], every["1"]))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        flatten(sys.argv[1], sys.argv[2])
    else:
        score(sys.argv[1])
