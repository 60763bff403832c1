/*
 * random - put every filter to the laws on documents that nobody wrote
 *
 * They are sewn together from pieces of all golden cases, with a byte lost
 * or changed here and there.  The same documents on every machine; DOCUMENTS
 * in the environment says how many for each filter, or an argument does.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cases.h"
#include "die.h"
#include "laws.h"
#include "tap.h"

static uint64_t seed = 1;

static size_t
pick(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static void
gather(struct buf *all)
{
	struct buf path = { 0 }, file = { 0 };
	struct golden g;
	size_t i, at;

	for (i = 0; i < all_filters_n; i++) {
		golden_read(all_filters[i], &path, &file);
		for (at = 0; golden_next(buf_str(&file), &at, &g);) {
			buf_put(all, buf_str(&g.in));
			golden_free(&g);
		}
	}
	buf_free(&path);
	buf_free(&file);
}

static void
sew(struct str from, struct buf *out)
{
	size_t pieces = 1 + pick(8), at, n;
	char *end;

	out->n = 0;
	while (pieces-- > 0) {
		at = pick(from.n);
		n = pick(pick(4) == 0 ? 400 : 60);
		if (n > from.n - at)
			n = from.n - at;
		buf_put(out, str_cut(from, at, at + n));
		if (pick(6) == 0)
			buf_putc(out, (int)pick(256));
		if (pick(6) == 0)
			buf_puts(out, "\n\n");
		if (pick(16) == 0) {
			n = pick(out->n + 1);
			end = buf_grow(out, n);
			memcpy(end, out->p, n);
		}
	}
}

static void
show(struct str s)
{
	size_t i;

	printf("# ");
	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~' || s.p[i] == '\\')
			printf("\\x%02x", (unsigned char)s.p[i]);
		else
			putchar(s.p[i]);
	putchar('\n');
}

static void
test(const struct filter *f, struct str from, int n)
{
	struct settings set = { .lang = "en" };
	struct buf doc = { 0 };
	void *tables = f->open == NULL ? NULL : f->open(&set);
	const char *why = NULL;
	int i;

	for (i = 0; why == NULL && i < n; i++) {
		sew(from, &doc);
		why = laws(f, tables, buf_str(&doc));
	}
	tap(why == NULL, "%s: %d random documents keep the laws", f->name, n);
	if (why != NULL) {
		printf("# %s\n", why);
		show(buf_str(&doc));
	}
	if (f->close != NULL)
		f->close(tables);
	buf_free(&doc);
}

int
main(int argc, char **argv)
{
	const char *n = argc > 1 ? argv[1] : getenv("DOCUMENTS");
	struct buf all = { 0 };
	size_t i;

	die_name("random");
	gather(&all);
	for (i = 0; i < all_filters_n; i++)
		test(all_filters[i], buf_str(&all), n == NULL ? 1000 : atoi(n));
	buf_free(&all);
	return tap_done();
}
