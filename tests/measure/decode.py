"""decode.py - what decode.sh prints; see there"""
import os
import re
import subprocess
import sys

DECODE, EVAL = sys.argv[1:3]

# Python's names for the sets that the folders are called by; a set that
# has a wider one is read in that, as all browsers do.
CODECS = {"MacCyrillic": "mac_cyrillic", "MacRoman": "mac_roman",
    "TIS-620": "cp874", "GB2312": "gb18030", "Big5": "big5hkscs",
    "EUC-KR": "cp949", "SHIFT_JIS": "cp932", "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254"}
DECLARED = re.compile(rb"(charset|encoding)=([\"']?)[\w-]+")


def decode(data):
    return subprocess.run([DECODE], input=data, check=True,
        capture_output=True).stdout.decode("utf-8", "replace")


def codec(folder):
    name = re.sub(r"^((iso-8859-\d+)|(windows-\d+))-\w+$", r"\1", folder)
    return CODECS.get(name, name.replace("windows-", "cp"))


def same(got, want):
    """Line by line: files hold stray bytes, and tables differ in signs."""
    pairs = list(zip(got.split("\n"), want.split("\n")))
    high = [(a, b) for a, b in pairs if not b.isascii()]
    wrong = 0
    for a, b in high:
        off = sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b))
        wrong += off * 5 > sum(not c.isascii() for c in b) and off > 1
    return wrong * 20 <= len(high)


def charsets(top, declared):
    good = n = 0
    for folder in sorted(os.listdir(top)):
        if not os.path.isdir(os.path.join(top, folder)):
            continue
        for name in sorted(os.listdir(os.path.join(top, folder))):
            data = open(os.path.join(top, folder, name), "rb").read()
            try:
                want = data.decode(codec(folder), "replace")
            except LookupError: # EUC-TW
                want = subprocess.run(["uconv", "-f", folder],
                    input=data, capture_output=True).stdout.decode()
            if not declared:
                data = DECLARED.sub(rb"\1=\2x", data)
                want = DECLARED.sub(rb"\1=\2x", want.encode(
                    "utf-8", "replace")).decode()
            right = same(decode(data), decode(want.encode("utf-8", "replace")))
            n += 1
            good += right
            if not right:
                print("# decode: not read right: %s/%s" % (folder, name))
    print("decode: charset files%s: %d of %d (%.1f%%)" % (
        "" if declared else ", declarations taken out", good, n,
        100 * good / n))


charsets(os.path.join(EVAL, "char_sent/charset/chardet_tests"), True)
charsets(os.path.join(EVAL, "char_sent/charset/chardet_tests"), False)
