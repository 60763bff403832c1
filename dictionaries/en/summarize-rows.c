/*
 * What summarize.py learns from: the features of each sentence of the texts
 * on the standard input, which end in NULs.  A row is the number of the
 * text, prose, leans, paired, off, end, words, and the features.
 */
#include <stdio.h>

#include "io.h"
#include "salience.h"

static void
rows(const struct salience_tables *t, size_t number, struct str text)
{
	struct salience o = { 0 };
	const struct sentence_facts *f;
	size_t i, k;

	salience_read(t, text, &o);
	for (i = 0; i < o.n; i++) {
		f = &o.v[i];
		printf("%zu %d %d %d %zu %zu %u", number, f->prose, f->leans,
		    f->paired, f->off, f->end, f->words);
		for (k = 0; k < FEATURES; k++)
			printf(" %d", f->feature[k]);
		putchar('\n');
	}
	salience_free(&o);
}

int
main(void)
{
	const struct settings set = { .lang = "en", .dictionaries = "dictionaries" };
	struct salience_tables *t = salience_open(&set);
	struct buf in = { 0 };
	size_t at, end, n = 0;

	io_read("-", &in);
	for (at = 0; at < in.n; at = end + 1) {
		end = str_chr(buf_str(&in), at, '\0');
		rows(t, n++, str_cut(buf_str(&in), at, end));
	}
	buf_free(&in);
	salience_close(t);
	return 0;
}
