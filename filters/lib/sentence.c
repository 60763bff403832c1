#include <stdlib.h>

#include "sentence.h"
#include "unicode.h"

struct sentences {
	int unused;
};

struct sentences *
sentences_open(const struct settings *s)
{
	(void)s;
	return mem_new(1, sizeof(struct sentences));
}

void
sentences_close(struct sentences *t)
{
	free(t);
}

static void
put(struct spans *out, size_t off, size_t end)
{
	out->v = mem_room(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n++] = (struct span){ (uint32_t)off, (uint32_t)end };
}

void
sentences_split(
    const struct sentences *t, struct str s, struct spans *out)
{
	size_t at = 0, start = 0, end = 0;
	int lines, stop = 0, open = 0;

	(void)t;
	while (at < s.n) {
		for (lines = 0; at < s.n && uc_space((unsigned char)s.p[at]);)
			lines += s.p[at++] == '\n';
		if (at == s.n)
			break;
		if (open && (lines > 1 || stop)) {
			put(out, start, end);
			open = 0;
		}
		if (!open)
			start = at;
		open = 1;
		while (at < s.n && !uc_space((unsigned char)s.p[at])) {
			stop = memchr(".!?", s.p[at], 3) != NULL;
			at++;
		}
		end = at;
	}
	if (open)
		put(out, start, end);
}

void
spans_free(struct spans *s)
{
	free(s->v);
	memset(s, 0, sizeof(*s));
}
