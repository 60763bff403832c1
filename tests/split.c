/*
 * split - say where the sentences of texts end
 *
 * Reads texts with a NUL behind each and writes a line for each: how many
 * characters that are not white space stand before each end of a sentence.
 * With -t the time that it took, in MB/s.  -l LANG is the language.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "die.h"
#include "io.h"
#include "sentence.h"
#include "unicode.h"

static void
say(struct str s, const struct spans *spans)
{
	size_t i, at = 0, n = 0;

	for (i = 0; i < spans->n; i++) {
		while (at < spans->v[i].end)
			n += !uc_space(utf8_next(s, &at));
		printf("%zu ", n);
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct settings set = { .lang = "en" };
	struct spans spans = { 0 };
	struct sentences *t;
	struct buf in = { 0 };
	struct str s;
	size_t at, end;
	clock_t began;
	int timed = argc > 1 && strcmp(argv[1], "-t") == 0;

	die_name("split");
	if (argc > 2 && strcmp(argv[1], "-l") == 0)
		set.lang = argv[2];
	io_read("-", &in);
	t = sentences_open(&set);
	began = clock();
	for (at = 0; at < in.n; at = end + 1) {
		end = str_chr(buf_str(&in), at, '\0');
		s = str_cut(buf_str(&in), at, end);
		spans.n = 0;
		sentences_split(t, s, &spans);
		if (!timed)
			say(s, &spans);
	}
	if (timed)
		printf("%zu sentences, %.0f MB/s\n", spans.n,
		    (double)in.n / 1e6 /
		        ((double)(clock() - began) / CLOCKS_PER_SEC));
	spans_free(&spans);
	sentences_close(t);
	buf_free(&in);
	return 0;
}
