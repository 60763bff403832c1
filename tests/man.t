#!/bin/sh
# man.t - the manual is right: mandoc finds nothing to say, and the examples
# print what the pages show.
#
# In EXAMPLES a line that begins with "$ " is a command; the lines up to the
# next command or the end of the display are what it prints, and nothing means
# that it prints nothing.  The commands of a page run one after the other in
# one shell, in a folder with a file "article".  A status other than 0 and 1
# is a failure.

B=${B:-build}
TOP=$(pwd)
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
PATH=$TOP/$B:$PATH
LC_ALL=C.UTF-8
export PATH LC_ALL
n=0

result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' $n "$2"
	else
		printf 'not ok %d - %s\n' $n "$2"
		sed 's/^/# /' "$T/report"
	fi
}

# The commands of a page as one shell script, each with its output and status
# in files of its own, and what they should print.
examples() {
	mandoc -T utf8 "$1" | col -bx | awk '
	function flush() {
		if (cmd == "") return
		print cmd > (dir "/cmd." ++k)
		printf "%s", out > (dir "/want." k)
		printf "{ %s\n} >../got.%d 2>&1 </dev/null\necho $? >../status.%d\n",
		    cmd, k, k > (dir "/script")
		cmd = out = gap = ""
	}
	/^[A-Z]/ { flush(); on = $0 == "EXAMPLES" }
	!on { next }
	match($0, /^ +\$ /) {
		flush()
		indent = RLENGTH - 2
		cmd = substr($0, RLENGTH + 1)
		next
	}
	cmd != "" && $0 == "" { gap = gap "\n"; next }
	cmd != "" && substr($0, 1, indent) ~ /^ *$/ {
		out = out gap substr($0, indent + 1) "\n"
		gap = ""
		next
	}
	{ flush() }
	END { flush() }' dir="$2"
}

for page in man/*.[157]; do
	mandoc -T lint -W warning "$page" >"$T/report" 2>&1
	result $? "$page: lint"
	d=$T/$(basename "$page")
	mkdir -p "$d/in"
	examples "$page" "$d"
	cp tests/article "$d/in/article"
	[ ! -e "$d/script" ] || (cd "$d/in" && sh ../script)
	k=1
	while [ -e "$d/cmd.$k" ]; do
		[ -e "$d/want.$k" ] || : >"$d/want.$k"
		diff "$d/want.$k" "$d/got.$k" >"$T/report" 2>&1 &&
			[ "$(cat "$d/status.$k")" -le 1 ]
		result $? "$page: $(head -1 "$d/cmd.$k")"
		k=$((k + 1))
	done
done
echo "1..$n"
