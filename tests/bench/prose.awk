# prose.awk - eight megabytes of sentences made of the words that are read,
# in an order that is the same everywhere: clean, and nothing stands twice
function pick(n) {
	seed = (seed * 16807) % 2147483647
	return int(seed / 2147483647 * n) + 1
}
# A word twice would be a fault to mend.
function other(w) {
	do
		w = word[pick(n)]
	while (w == last)
	return last = w
}
{
	for (i = 1; i <= NF; i++)
		if ($i ~ /^[a-z]+$/ && !(($i) in seen)) {
			seen[$i] = 1
			word[++n] = $i
		}
}
END {
	seed = 1
	while (size < 8000000) {
		line = ""
		for (s = 0; s < 5; s++) {
			w = other()
			line = line (s ? " " : "") toupper(substr(w, 1, 1)) substr(w, 2)
			for (k = pick(12) + 6; k > 0; k--)
				line = line " " other()
			line = line "."
		}
		print line "\n"
		size += length(line) + 2
	}
}
