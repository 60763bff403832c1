/*
 * extract-rows ROWS TEXT <LIST - what extract sees of pages
 *
 * For extract.py, which trains the forest of extract.tsv.  Writes for each
 * block of each page of the list its numbers to ROWS, and its text to a line
 * of TEXT, with a line "\f FILE" before the blocks of each page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "io.h"

static void
put_text(FILE *f, const struct html *h, const struct html_block *b)
{
	struct str s;
	size_t i, k;

	for (i = b->piece; i < b->last; i++) {
		s = html_text(h, &h->piece[i]);
		if (h->piece[i].line)
			s = STR(" ");
		for (k = 0; k < s.n; k++)
			putc(strchr("\n\r\f", s.p[k]) != NULL ? ' ' : s.p[k],
			    f);
	}
	putc('\n', f);
}

static void
one(const struct content *c, const char *path, FILE *rows, FILE *text)
{
	struct html h = { 0 };
	struct buf in = { 0 };
	struct content_block *b;
	float *r;
	size_t i, n;

	io_read(path, &in);
	html_read(&h, buf_str(&in), content_hint, c);
	n = h.nblock;
	b = mem_new(n + 1, sizeof(*b));
	r = mem_new(n * CONTENT_NUMBERS + 1, sizeof(*r));
	content_score(c, &h, b, r);
	fprintf(text, "\f%s\n", path);
	fwrite(r, sizeof(*r), n * CONTENT_NUMBERS, rows);
	for (i = 0; i < n; i++)
		put_text(text, &h, &h.block[i]);
	free(b);
	free(r);
	html_free(&h);
	buf_free(&in);
}

int
main(int argc, char **argv)
{
	struct settings set = { .lang = "en" };
	struct content *c;
	char path[4096];
	FILE *rows, *text;

	if (argc < 3)
		return 2;
	rows = io_open(argv[1], "w");
	text = io_open(argv[2], "w");
	set.dictionaries = "dictionaries";
	c = content_open(&set);
	while (fgets(path, sizeof(path), stdin) != NULL) {
		path[strcspn(path, "\n")] = '\0';
		one(c, path, rows, text);
	}
	io_close(rows, argv[1]);
	io_close(text, argv[2]);
	return 0;
}
