#include <stdlib.h>

#include "die.h"
#include "front.h"
#include "io.h"

int
front_main(const struct filter *const *fs, size_t n, int argc, char **argv)
{
	struct settings s = { .lang = "en" };
	struct chain c = { 0 };
	struct run r = { 0 };
	struct buf in = { 0 };
	size_t i, k;

	die_name(argv[0]);
	for (i = 0; i < n; i++)
		if (!fs[i]->asked || n == 1)
			chain_add(&c, fs[i], &s, CHAIN_CONFIDENCE, NULL, 0);
	io_read(argc > 1 ? argv[1] : "-", &in);
	chain_run(&c, buf_str(&in), &r);
	if (getenv("EDITS"))
		for (i = 0; i < r.n; i++)
			for (k = 0; k < r.v[i].edits.n; k++) {
				struct edit *e = &r.v[i].edits.v[k];
				struct str old = str_of(
				    run_in(&r, i).p + e->off, e->len);
				struct str new = edit_text(&r.v[i].edits, e);
				struct str note = edit_note(&r.v[i].edits, e);
				fprintf(stderr,
				    "%s %s%s @%u [%.*s] -> [%.*s] %.*s\n",
				    fs[i]->name, e->held ? "HELD " : "",
				    fs[i]->rules[e->rule].name, e->off,
				    (int)old.n, old.p, (int)new.n, new.p,
				    (int)note.n, note.p);
			}
	io_write(stdout, run_out(&r));
	io_close(stdout, "standard output");
	return 0;
}
