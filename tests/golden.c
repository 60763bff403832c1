/*
 * golden - run the cases in tests/NAME.txt through the filter NAME
 *
 * A case is a line "== what it decides", the input, and after a line "--"
 * the output; without that line the text must come out unchanged.  Lines
 * "@name=value" right behind the title set options of the filter's own, and
 * "@lang=de" the language; after "@escaped", \xHH stands for a byte, \n for
 * a line end that the file does not show, \\ for a backslash, and the last
 * line end of input and output is not part of them.  An empty line before
 * the next title is not part of the case.  Every input is put to the laws.
 */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "io.h"
#include "laws.h"
#include "tap.h"

#define F(name) extern const struct filter name##_filter;
#include "filters.h"
#undef F

static const struct filter *const filters[] = {
#define F(name) &name##_filter,
#include "filters.h"
#undef F
};

struct golden {
	struct str title, in, out;
	struct setting set[8];
	size_t nset;
	const char *lang;
	int escaped;
};

static void
say(const char *file, struct str title, const char *why)
{
	tap(why == NULL, "%s: %.*s", file, (int)title.n, title.p);
	if (why != NULL)
		printf("# %s\n", why);
}

static void
show(const char *what, struct str s)
{
	size_t at, end;

	for (at = 0; at < s.n; at = end + 1) {
		end = str_chr(s, at, '\n');
		printf("# %s %.*s\n", what, (int)(end - at), s.p + at);
	}
}

static int
hex(int c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f'  ? c - 'a' + 10
				    : -1;
}

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
			buf_putc(out, hex(s.p[i + 2]) << 4 | hex(s.p[i + 3]));
			i += 3;
		} else {
			i++;
			buf_putc(out, s.p[i] == 'n' ? '\n' : s.p[i]);
		}
	}
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
directive(struct golden *g, struct str l)
{
	char *copy = strndup(l.p + 1, l.n - 1), *eq = strchr(copy, '=');

	if (eq != NULL)
		*eq++ = '\0';
	if (strcmp(copy, "escaped") == 0)
		g->escaped = 1;
	else if (strcmp(copy, "lang") == 0)
		g->lang = eq;
	else if (g->nset < NELEM(g->set))
		g->set[g->nset++] =
		    (struct setting){ copy, eq != NULL ? eq : "" };
}

/* The next case at or after *at; 0 if there is none. */
static int
next_case(struct str s, size_t *at, struct golden *g)
{
	size_t start, here, split = 0, behind = 0;
	struct str l = STR("");

	while (*at < s.n && !str_starts(l = line(s, at), STR("== ")))
		continue;
	if (!str_starts(l, STR("== ")))
		return 0;
	*g = (struct golden){ .title = str_cut(l, 3, l.n), .lang = "en" };
	while (*at < s.n && s.p[*at] == '@')
		directive(g, line(s, at));
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
	g->in = str_cut(s, start, behind != 0 ? split : here);
	g->out = behind != 0 ? str_cut(s, behind, here) : g->in;
	return 1;
}

static void
run_case(const struct filter *f, const char *file, const struct golden *g)
{
	struct settings set = { .lang = g->lang, .v = g->set, .n = g->nset };
	struct buf in = { 0 }, out = { 0 };
	struct chain c = { 0 };
	struct run r = { 0 };

	if (g->escaped) {
		unescape(g->in, &in);
		unescape(g->out, &out);
	} else {
		buf_put(&in, g->in);
		buf_put(&out, g->out);
	}
	chain_add(&c, f, &set, CHAIN_CONFIDENCE, NULL, 0);
	chain_run(&c, buf_str(&in), &r);
	if (!str_eq(run_out(&r), buf_str(&out))) {
		say(file, g->title, "the output is not the one expected");
		show("expected", buf_str(&out));
		show("got     ", run_out(&r));
	} else {
		say(file, g->title, laws(f, c.v[0].tables, buf_str(&in)));
	}
	run_free(&r);
	chain_free(&c);
	buf_free(&in);
	buf_free(&out);
}

static void
run_file(const struct filter *f)
{
	struct buf path = { 0 }, text = { 0 };
	struct golden g;
	size_t at = 0, i;

	buf_printf(&path, "tests/%s.txt", f->name);
	io_read(buf_cstr(&path), &text);
	while (next_case(buf_str(&text), &at, &g)) {
		run_case(f, path.p, &g);
		for (i = 0; i < g.nset; i++)
			free((void *)(uintptr_t)g.set[i].name);
	}
	buf_free(&path);
	buf_free(&text);
}

int
main(int argc, char **argv)
{
	size_t i;
	int k;

	die_name("golden");
	for (i = 0; i < NELEM(filters); i++)
		for (k = 1; k < argc || argc == 1; k++) {
			if (argc > 1 && strcmp(argv[k], filters[i]->name) != 0)
				continue;
			run_file(filters[i]);
			break;
		}
	return tap_done();
}
