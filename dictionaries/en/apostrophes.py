#!/usr/bin/env python3
"""Build apostrophes.tsv: words that an apostrophe begins ('tis, 'em).

usage: apostrophes.py FOLDER-OF-TEXT >apostrophes.tsv

Source: public-domain English books of the 19th and early 20th century.
What is counted is (1) in books with curly marks, which of ’ and ‘ stands
before a word; (2) in books with straight marks, a ' before a word with no
mark behind it in its paragraph that could close a quotation.  A word is
kept that was seen MIN times with an apostrophe, by two authors, and in SHARE
of all cases.  Then (3) the common words that lost their beginning ('ouse,
'spute), where what is left is not a word in these books.
"""
import collections
import glob
import re
import sys

MIN, SHARE = 3, .8
apostrophe = collections.Counter()
opening = collections.Counter()
authors = collections.defaultdict(set)
words = collections.Counter()
LOST = "h a be de di dis e ex re pre pro con im in un ad o su".split()
# Gutenberg's own curling turned these round; there is no doubt of them.
SURE = ("tis twas twere twill twould tisn twasn em im er ere bout cause "
        "cos cuz coz kase e til till round gainst neath twixt tween mongst "
        "midst mid pon fraid cept spose nuff nother scuse tother "
        "ud ull um uz uns deed spec spute way long fo m n t f ll re ve un im ome imself arf ow ome ouse orse ead eard "
        "eart and elp urt ole ello arry enry ospital usband undred appen "
        "ave aven adn ad avin aving alf ard igh ighest").split()
# A quotation begins with these more often than an elision.
UNSURE = "and till old high mid at as is it a i all her his".split()

START = re.compile(r"(?:^|[\s“\"(—-])([‘’'])([A-Za-z]{1,12})(?![A-Za-z])")
CLOSES = re.compile(r"[.,;:!?A-Za-z—-]['’](?![A-Za-z])")
FINAL = re.compile(r"(?:s|in|\bo|\bth|\ban|\bol|\bwi)['’]$")


def seen(word):
    apostrophe[word] += 1
    authors[word].add(author)


def curly(text):
    for m in START.finditer(text):
        if m[1] == "’":
            seen(m[2].lower())
        else:
            opening[m[2].lower()] += 1


def straight(text):
    for line in text.split("\n"):
        for m in START.finditer(line):
            later = [c for c in CLOSES.finditer(line, m.end() - 1)
                     if not FINAL.search(line, 0, c.end())]
            if later:
                opening[m[2].lower()] += .3
            else:
                seen(m[2].lower())


def cut():
    """The common words without their beginnings."""
    for w, n in words.items():
        for p in LOST:
            rest = w[len(p):]
            if (w.startswith(p) and n >= 300 and len(rest) > 2 and
                    words[rest] <= max(2, .002 * n)):
                yield rest


for name in sorted(glob.glob(sys.argv[1] + "/*.txt")):
    text = open(name, encoding="utf-8", errors="replace").read()
    author = name.split("/")[-1].split("_")[0]
    words.update(re.findall(r"(?<![\w'’‘-])[a-z]+(?![\w'’-])", text))
    if text.count("“") > 200 and text.count("’") > 200:
        curly(text)
    elif text.count('"') > 200 and text.count("“") == 0:
        straight(text)
print("# Words that an apostrophe begins, and how often it was seen so in "
      "public-domain")
print("# books.  Built by apostrophes.py.  No rights reserved.")
rest = set(cut())
for w in sorted(set(apostrophe) | set(SURE) | rest):
    a, o = apostrophe[w], opening[w]
    if w in UNSURE or (len(w) == 1 and w not in SURE):
        continue
    if (w in SURE or w in rest or
            (a >= MIN and a >= SHARE * (a + o) and len(authors[w]) > 1)):
        print("%s\t%d" % (w, a))
