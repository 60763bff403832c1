#include <stdlib.h>

#include "rows.h"

enum { NARROW = 100 }; /* bytes: wrapped lines are not longer */

static int
is_white(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v';
}

static void
put(struct rows *t, size_t start, size_t end, size_t stop, uint32_t page)
{
	size_t off = start;

	while (off < end && is_white(t->text.p[off]))
		off++;
	while (end > off && is_white(t->text.p[end - 1]))
		end--;
	t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
	t->v[t->n++] = (struct row){ .start = (uint32_t)start,
		.stop = (uint32_t)stop,
		.off = (uint32_t)off,
		.end = (uint32_t)end,
		.page = page,
		.rule = -1 };
}

/* The width that one line in ten reaches, if nearly all are narrow. */
static size_t
wrapped(const struct rows *t)
{
	size_t i, n, wide = 0, lines = 0, width[NARROW + 1] = { 0 };

	for (i = 0; i < t->n; i++) {
		n = t->v[i].end - t->v[i].off;
		lines += n > 0;
		wide += n > NARROW;
		if (n > 0 && n <= NARROW)
			width[n]++;
	}
	if (wide * 20 >= lines)
		return 0;
	for (n = NARROW, wide = 0; n > 0; n--)
		if ((wide += width[n]) * 10 >= lines)
			break;
	return n;
}

void
rows_read(struct str s, struct rows *t)
{
	size_t at, end, feed = str_chr(s, 0, '\f');
	uint32_t page = 0;

	*t = (struct rows){ .text = s };
	for (at = 0; at < s.n; at = end + 1) {
		end = str_chr(s, at, '\n');
		for (; feed < end; feed = str_chr(s, feed + 1, '\f')) {
			put(t, at, feed, feed, page++);
			at = feed + 1;
		}
		put(t, at, end, end < s.n ? end + 1 : end, page);
	}
	t->width = wrapped(t);
}

void
rows_free(struct rows *t)
{
	free(t->v);
	memset(t, 0, sizeof(*t));
}

int
rows_continues(const struct rows *t, const struct row *r)
{
	const struct row *last = r - 1;

	if (t->width < 40 || r == t->v || row_empty(last) ||
	    (last->end - last->off) * 4 < t->width * 3)
		return 0;
	return memchr(".!?:\"'", t->text.p[last->end - 1], 6) == NULL &&
	       (uint8_t)t->text.p[last->end - 1] < 0x80;
}
