#!/bin/sh
# review.t - the review page, as headless Chromium sees it; where that is not
# installed, only what can be seen without it.

B=${B:-build}
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
n=0

result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
	fi
}

"$B/pumice" -l "$T/log" tests/article >"$T/clean"
"$B/pumice" review -o "$T/page.html" "$T/log" "$T/clean"
result $? 'a page is made'
! grep -qE '(src|href)=|@import|url\(' "$T/page.html"
result $? 'it loads nothing'
grep -q 'data-f="names"' "$T/page.html"
result $? 'it marks what names changed'
printf '<script>alert(1)</script> “ x ”\n' >"$T/evil"
"$B/pumice-quotes" -l "$T/log2" "$T/evil" >"$T/clean2"
"$B/pumice" review "$T/log2" "$T/clean2" | grep -q '&lt;script&gt;alert(1)'
result $? 'text is not markup'

browser=$(command -v chromium || command -v chromium-browser)
if [ -z "$browser" ]; then
	echo "ok $((n + 1)) # skip no Chromium"
	echo "1..$((n + 1))"
	exit 0
fi

# see ADDRESS: the page's elements after its script has run.
see() {
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu \
		--disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		--user-data-dir="$T/profile" --dump-dom "$1" 2>/dev/null
}

see "file://$T/page.html" >"$T/dom"
grep -q '<span class="c" ' "$T/dom"
result $? 'changes are marked'
! grep -q '<span class="c off"' "$T/dom"
result $? 'no filter is off at first'
see "file://$T/page.html#off=names" >"$T/dom"
grep -q '<span class="c off"[^>]*data-f="names"' "$T/dom"
result $? 'a filter can be switched off'
! grep -q '<span class="c off"[^>]*data-f="dedup"' "$T/dom"
result $? 'and the others stay on'
grep -q 'title="names/' "$T/dom"
result $? 'the rule is told on hover'
echo "1..$n"
