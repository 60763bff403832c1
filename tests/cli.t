#!/bin/sh
# cli.t - what the front promises: options, exit status, streams, files.
# Run from the top folder; B is the build folder.

B=${B:-build}
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
n=0

# ok NAME COMMAND...: the command succeeds.
ok() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >"$T/out" 2>"$T/err"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$T/out" "$T/err"
	fi
}

# status NAME WANT COMMAND: the shell command ends with that status.
status() {
	name=$1 want=$2
	shift 2
	sh -c "$*" >"$T/out" 2>"$T/err"
	got=$?
	n=$((n + 1))
	if [ $got -eq "$want" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# status $got, not $want"
		sed 's/^/# /' "$T/err"
	fi
}

# says NAME STATUS LINE COMMAND: that status, and just this line on stderr.
says() {
	name=$1 want=$2 line=$3
	shift 3
	sh -c "$*" >"$T/out" 2>"$T/err"
	got=$?
	n=$((n + 1))
	if [ $got -eq "$want" ] && [ "$(cat "$T/err")" = "$line" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# status $got, not $want; want on stderr: $line"
		sed 's/^/# /' "$T/err"
	fi
}

export B T

# A text with something to do, and one without.
printf 'He said " hello " and left.\n' >"$T/bad"
printf 'Nothing is wrong here.\n' >"$T/good"

status 'help' 0 "$B/pumice --help"
status 'version' 0 "$B/pumice -V"
status 'rules are listed' 0 "$B/pumice --rules | grep -q quotes"
status 'a filter has its own help' 0 "$B/pumice quotes -h | grep -q style"
status 'clean text is left alone' 0 "$B/pumice <$T/good | cmp - $T/good"
status 'the chain changes what is wrong' 1 "$B/pumice <$T/bad | cmp -s - $T/bad"
status '-n says 1 where something would change' 1 "$B/pumice -n $T/bad"
status '-n says 0 where nothing would' 0 "$B/pumice -n $T/good"
status '-n writes nothing' 0 "test -z \"\$($B/pumice -n $T/bad)\""
status '-d shows words' 0 "$B/pumice -d $T/bad | grep -qF '[-'"
status '-d says 1' 1 "$B/pumice -d $T/bad"
status 'the chain equals the pipeline' 0 \
	"$B/pumice $T/bad >$T/one && cat $T/bad | $B/pumice-decode |
	$B/pumice-extract | $B/pumice-names | $B/pumice-strip |
	$B/pumice-dedup | $B/pumice-unwrap | $B/pumice-ocr |
	$B/pumice-sentences | $B/pumice-quotes | cmp - $T/one"
status 'pumice NAME is pumice-NAME' 0 \
	"$B/pumice quotes $T/bad >$T/one && $B/pumice-quotes $T/bad | cmp - $T/one"
status '--filters chooses' 0 \
	"$B/pumice --filters=quotes $T/bad >$T/one && $B/pumice-quotes $T/bad | cmp - $T/one"
status '--skip leaves out' 0 "$B/pumice --skip=quotes $T/bad | grep -qF '\" hello'"
status '--disable takes rules' 0 \
	"r=\$($B/pumice-quotes --rules | awk '{print \"--disable=\" \$1 \"/\" \$2}') &&
	$B/pumice-quotes \$r $T/bad | cmp - $T/bad"
status '--disable leaves nothing of a rule' 0 \
	"test \"\$(echo 'He came.she left.He slept.' |
	$B/pumice-sentences --disable=lost-capital)\" = 'He came. she left. He slept.'"
status '-c 100 holds what is not certain' 0 "$B/pumice -c 100 -n -l - $T/bad | grep -q '^held'"
status 'files go out one behind the other' 0 \
	"$B/pumice $T/good $T/good >$T/two && cat $T/good $T/good | cmp - $T/two"
status '- is the standard input' 0 "$B/pumice $T/good - <$T/good | cmp - $T/two"
status '-o writes a file' 0 "$B/pumice -o $T/o $T/good && cmp $T/o $T/good"
says 'to append to an input is refused' 2 "pumice: $T/good: input file is output file" \
	"$B/pumice $T/good >>$T/good"
says 'two outputs in one file are refused' 2 "pumice: $T/both: two outputs in one file" \
	"$B/pumice -l $T/both -o $T/both $T/bad"
says '-o on an input is refused' 2 "pumice: $T/good: input file is output file" \
	"$B/pumice -o $T/good $T/good"

for f in corpus/clean-*.in; do
	l=$(basename "$f" .in | sed -n 's/.*\.\(..\)$/\1/p')
	status "nothing changes in $f" 0 "$B/pumice -L ${l:-en} $f | cmp - $f"
done
status 'the sample article comes out as its gold' 0 \
	"$B/pumice corpus/article.in | cmp - corpus/article.gold"

# Undo.
status 'undo gives the text back' 0 \
	"$B/pumice -l $T/log $T/bad >$T/clean; $B/pumice undo $T/log $T/clean | cmp - $T/bad"
says 'undo refuses another text' 2 \
	"pumice-undo: standard input: not the text that was written" \
	"echo other | $B/pumice undo $T/log"
status 'undo refuses before it writes' 0 \
	"test -z \"\$(echo other | $B/pumice undo $T/log 2>/dev/null)\""
says 'undo wants a log' 2 "pumice-undo: $T/bad: not a log of edits" \
	"$B/pumice undo $T/bad </dev/null"
status 'undo of several files' 0 \
	"$B/pumice -l $T/log $T/bad $T/good $T/bad >$T/clean;
	$B/pumice undo $T/log <$T/clean >$T/back; cat $T/bad $T/good $T/bad | cmp - $T/back"
status 'a log that was cut is refused' 2 \
	"head -c -5 $T/log >$T/cut; $B/pumice undo $T/cut <$T/clean"

# In place.
cp "$T/bad" "$T/a"
cp "$T/good" "$T/b"
chmod 640 "$T/a"
touch -d '2001-02-03' "$T/b"
status '-i changes files' 0 "$B/pumice -i.old -l $T/log $T/a $T/b && ! cmp -s $T/a $T/bad"
status '-i keeps the old file' 0 "cmp $T/a.old $T/bad"
status '-i keeps the mode' 0 "test \$(stat -c %a $T/a) = 640"
status '-i does not touch what is clean' 0 \
	"test ! -e $T/b.old && test \$(date -r $T/b +%Y) = 2001"
status 'undo -i puts files back' 0 "$B/pumice undo -i $T/log && cmp $T/a $T/bad"
status '-i and -n leave the file' 1 "$B/pumice -n -i $T/a"
status 'really' 0 "cmp $T/a $T/bad"
says '-i wants files' 2 'pumice: --in-place: files, please' "$B/pumice -i <$T/bad"

# Records.
printf '{"id":12345678901234567890,"text":"He said \\" hello \\" and left.","x":"\\ud800"}\n' >"$T/j"
printf 'broken\n{"no":1}\n\n{"text":"fine"}' >>"$T/j"
status 'a broken record gives 3' 3 "$B/pumice-quotes --jsonl $T/j"
says 'broken records are told' 3 "pumice-quotes: $T/j:2: not JSON
pumice-quotes: $T/j:3: no such field with a string" "$B/pumice-quotes --jsonl $T/j"
says '-q says nothing' 3 '' "$B/pumice-quotes -q --jsonl $T/j"
sed -n '1s/"text":.*,"x"/"x"/p' "$T/j" >"$T/rest"
status 'all else in a record stays' 0 \
	"$B/pumice-quotes -q --jsonl $T/j | sed -n '1s/\"text\":.*,\"x\"/\"x\"/p' | cmp - $T/rest"
status 'broken records pass' 0 \
	"$B/pumice-quotes -q --jsonl $T/j | tail -n +2 >$T/1; tail -n +2 $T/j | cmp - $T/1"
status '--on-error=skip leaves them out' 0 \
	"test \$($B/pumice-quotes -q --jsonl --on-error=skip $T/j | grep -c .) -eq 2"
status '--on-error=fail fails' 2 "$B/pumice-quotes --jsonl --on-error=fail $T/j"
status '--rejected keeps them' 0 \
	"$B/pumice-quotes -q --jsonl --rejected=$T/rej $T/j; sed -n 2,3p $T/j | cmp - $T/rej"
status 'undo of records' 0 \
	"$B/pumice-quotes -q -l $T/log --jsonl $T/j >$T/clean;
	$B/pumice undo $T/log <$T/clean | cmp - $T/j"
status 'undo of records that were skipped' 0 \
	"$B/pumice-quotes -q -l $T/log --jsonl --on-error=skip $T/j >$T/clean;
	$B/pumice undo $T/log <$T/clean | cmp - $T/j"
status 'NUL-separated documents' 0 \
	"(cat $T/bad; printf '\\0'; cat $T/good; printf '\\0') >$T/z;
	$B/pumice -0 -l $T/log $T/z >$T/clean; $B/pumice undo $T/log <$T/clean | cmp - $T/z"
for i in 1 2 3 4 5 6 7 8 9; do cat "$T/z" "$T/z" "$T/z"; done >"$T/many"
status 'the same bytes for any -j' 0 \
	"$B/pumice -0 -l $T/l1 $T/many >$T/j1; $B/pumice -0 -j3 -l $T/l3 $T/many >$T/j3;
	cmp $T/j1 $T/j3 && cmp $T/l1 $T/l3"
status 'the same bytes in any locale' 0 \
	"LC_ALL=C $B/pumice $T/bad >$T/1; LC_ALL=C.UTF-8 $B/pumice $T/bad | cmp - $T/1"

# What the machine that read the page was not sure of.
scan() {
	printf '<alto><TextLine>'
	for w in She said tbat Tlie lamp was lit and the hire was low.; do
		c=0.95
		test $w = "$1" && c=0.12
		printf '<String CONTENT="%s" WC="%s"/>' $w $c
	done
	printf '</TextLine></alto>\n'
}
scan hire >$T/doubt.xml
scan lamp >$T/sure.xml
status '--scan doubts what the machine did' 0 \
	"$B/pumice --scan=$T/doubt.xml $T/doubt.xml | grep -q 'the fire was low'"
status '--scan doubts nothing else' 0 \
	"$B/pumice --scan=$T/sure.xml $T/sure.xml | grep -q 'the hire was low'"
sed 's/String CONTENT="\([^"]*\)" WC="0\.\(..\)"\/>/span class="ocrx_word x" title="x_wconf \2">\1<\/span> /g
	s/alto>/html>/g;s/TextLine/p/g' "$T/doubt.xml" >"$T/doubt.html"
sed -i 's/<p>/<p class="ocr_page">/' "$T/doubt.html"
status '--scan reads hOCR with more classes' 0 \
	"$B/pumice --scan=$T/doubt.html $T/doubt.html | grep -q 'the fire was low'"
says '--scan wants a scan' 2 "pumice: --scan: $T/good: neither ALTO nor hOCR nor PAGE" \
	"$B/pumice --scan=$T/good $T/good"

# Trouble.
status 'a full disk is noticed' 2 "$B/pumice $T/good >/dev/full"
status 'a full disk for the log' 2 "$B/pumice -l /dev/full $T/bad"
status 'a full disk for undo' 2 "$B/pumice -l $T/log $T/bad >$T/clean; $B/pumice undo $T/log $T/clean >/dev/full"
status 'a closed standard output' 2 "$B/pumice $T/good >&-"
status 'a closed standard input' 2 "$B/pumice <&-"
status 'a closed pipe ends it like any filter' 141 \
	"yes 'A line.' | head -200000 >$T/long; ($B/pumice --filters=quotes $T/long; echo \$? >$T/st) | head -1; exit \$(cat $T/st)"
says 'no such file' 2 "pumice: $T/none: No such file or directory" "$B/pumice $T/none"
says 'the other files are cleaned' 2 "pumice: $T/none: No such file or directory" \
	"$B/pumice $T/good $T/none $T/good | cmp - $T/two && exit 2"
status 'with a status that says so' 2 "$B/pumice $T/good $T/none $T/good"
status '-i goes on as well' 2 "cp $T/bad $T/a; $B/pumice -i $T/none $T/a"
status 'and leaves no other file' 0 "! cmp -s $T/a $T/bad && test \"\$(echo $T/a.?*)\" = $T/a.old"
says 'a folder' 2 "pumice: $T: Is a directory" "$B/pumice $T"
says 'a bad number' 2 'pumice: --confidence: x: not a number from 0 to 100' "$B/pumice -c x"
says 'a bad rule' 2 'pumice: --disable: x: no such rule' "$B/pumice --disable=x"
says 'a bad filter' 2 'pumice: --skip: x: no such filter' "$B/pumice --skip=x"
says 'a bad summary' 2 'pumice: --summary: 9: not a size like 100w, 5s or 20%' "$B/pumice --summary=9"
says 'a bad folder of dictionaries' 2 \
	"pumice: --dictionaries: $T/none: No such file or directory" "$B/pumice -D $T/none"
says 'a bad language' 2 'pumice: --lang: ../x: not a language' "$B/pumice -L ../x"
status 'a bad option' 2 "$B/pumice --nonsense"
status 'every option of --help is in a man page' 0 \
	"for p in $B/pumice $B/pumice-*; do test -x \$p && case \$p in *.[od]) continue;; esac
	m=man/\$(basename \$p | sed s/pumice-//).1
	\$p --help | grep -o -- ' --[a-z][a-z0-9-]*' | sort -u | while read o; do
	o=\$(echo \$o | tr -d ' '); grep -qF -- \"Fl -\${o#--}\" \$m man/pumice.1 \$(case \$p in */pumice) ls man/*.1;; esac) || { echo \"\$p \$o\"; exit 1; }; done || exit 1; done"
status 'every option of a man page is in --help' 0 \
	"for p in $B/pumice $B/pumice-*; do test -x \$p && case \$p in *.[od]) continue;; esac
	m=man/\$(basename \$p | sed s/pumice-//).1
	grep -o 'Fl -[a-z][a-z0-9-]*' \$m | sed 's/Fl -/--/' | sort -u | while read o; do
	\$p --help | grep -qF -- \" \$o\" || $B/pumice --help | grep -qF -- \" \$o\" || { echo \"\$m \$o\"; exit 1; }; done || exit 1; done"
echo "1..$n"
