#include <stdlib.h>

#include "cases.h"
#include "io.h"

#define F(name) extern const struct filter name##_filter;
#include "filters.h"
#undef F

const struct filter *const all_filters[] = {
#define F(name) &name##_filter,
#include "filters.h"
#undef F
};

const size_t all_filters_n = NELEM(all_filters);

static void
unescape(struct str s, struct buf *out)
{
	size_t i;

	if (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '\\' || i + 1 == s.n) {
			buf_putc(out, s.p[i]);
		} else if (s.p[i + 1] == 'x' && i + 3 < s.n) {
			buf_putc(out,
			    hex_digit(s.p[i + 2]) << 4 | hex_digit(s.p[i + 3]));
			i += 3;
		} else {
			i++;
			buf_putc(out, s.p[i] == 'n' ? '\n' : s.p[i]);
		}
	}
}

static void
take(struct buf *b, struct str s, int escaped)
{
	if (escaped)
		unescape(s, b);
	else
		buf_put(b, s);
}

/* The line at *at, without its end; moves *at behind it. */
static struct str
line(struct str s, size_t *at)
{
	size_t end = str_chr(s, *at, '\n');
	struct str l = str_cut(s, *at, end);

	*at = end < s.n ? end + 1 : s.n;
	return l;
}

static void
directive(struct golden *g, struct str l, int *escaped)
{
	char *copy, *eq;

	if (str_eq(l, STR("@escaped"))) {
		*escaped = 1;
		return;
	}
	if (g->nset == NELEM(g->set))
		return;
	copy = strndup(l.p + 1, l.n - 1);
	if ((eq = strchr(copy, '=')) != NULL)
		*eq++ = '\0';
	if (strcmp(copy, "lang") == 0)
		g->lang = eq;
	g->set[g->nset++] = (struct setting){ copy, eq != NULL ? eq : "" };
}

/* The next case at or after *at; 0 if there is none. */
int
golden_next(struct str s, size_t *at, struct golden *g)
{
	size_t start, here, split = 0, behind = 0;
	struct str l = STR("");
	int escaped = 0;

	while (*at < s.n && !str_starts(l = line(s, at), STR("== ")))
		continue;
	if (!str_starts(l, STR("== ")))
		return 0;
	*g = (struct golden){ .title = str_cut(l, 3, l.n), .lang = "en" };
	while (*at < s.n && s.p[*at] == '@')
		directive(g, line(s, at), &escaped);
	for (start = here = *at; *at < s.n; here = *at) {
		l = line(s, at);
		if (str_starts(l, STR("== ")))
			break;
		if (behind == 0 && str_eq(l, STR("--"))) {
			split = here;
			behind = *at;
		}
		here = *at;
	}
	*at = here;
	if (here < s.n && here > start + 1 && s.p[here - 2] == '\n')
		here--;
	if (behind > here)
		behind = here;
	if (behind == 0) {
		behind = start;
		split = here;
	}
	take(&g->in, str_cut(s, start, split), escaped);
	take(&g->out, str_cut(s, behind, here), escaped);
	return 1;
}

void
golden_free(struct golden *g)
{
	size_t i;

	for (i = 0; i < g->nset; i++)
		free((void *)(uintptr_t)g->set[i].name);
	buf_free(&g->in);
	buf_free(&g->out);
}

void
golden_read(const struct filter *f, struct buf *path, struct buf *file)
{
	path->n = file->n = 0;
	buf_printf(path, "tests/%s.txt", f->name);
	io_read(buf_cstr(path), file);
}
