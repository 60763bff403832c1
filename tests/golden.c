/*
 * golden - run the cases in tests/NAME.txt through the filter NAME, and put
 * every input to the laws
 */
#include <stdio.h>

#include "cases.h"
#include "die.h"
#include "laws.h"
#include "tap.h"

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

static void
run_case(const struct filter *f, const char *file, const struct golden *g)
{
	struct settings set = { .lang = g->lang, .v = g->set, .n = g->nset };
	struct chain c = { 0 };
	struct run r = { 0 };

	chain_add(&c, f, &set, CHAIN_CONFIDENCE, NULL, 0);
	chain_run(&c, buf_str(&g->in), &r);
	if (!str_eq(run_out(&r), buf_str(&g->out))) {
		say(file, g->title, "the output is not the one expected");
		show("expected", buf_str(&g->out));
		show("got     ", run_out(&r));
	} else {
		say(file, g->title, laws(f, c.v[0].tables, buf_str(&g->in)));
	}
	run_free(&r);
	chain_free(&c);
}

static void
run_file(const struct filter *f)
{
	struct buf path = { 0 }, file = { 0 };
	struct golden g;
	size_t at = 0;

	golden_read(f, &path, &file);
	while (golden_next(buf_str(&file), &at, &g)) {
		run_case(f, path.p, &g);
		golden_free(&g);
	}
	buf_free(&path);
	buf_free(&file);
}

/* With names, only those filters. */
int
main(int argc, char **argv)
{
	size_t i;
	int k;

	die_name("golden");
	for (i = 0; i < all_filters_n; i++) {
		for (k = 1; k < argc; k++)
			if (strcmp(argv[k], all_filters[i]->name) == 0)
				break;
		if (argc == 1 || k < argc)
			run_file(all_filters[i]);
	}
	return tap_done();
}
