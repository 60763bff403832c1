#include <stdlib.h>
#include <unistd.h>

#include "die.h"
#include "dict.h"
#include "io.h"

#ifndef DATADIR
#define DATADIR "/usr/local/share/pumice"
#endif

static int
there(struct buf *path, const char *dir, size_t ndir, const char *middle,
    const struct settings *s, const char *name)
{
	path->n = 0;
	buf_put(path, str_of(dir, ndir));
	buf_printf(path, "%s/%s/%s", middle, s->lang, name);
	return access(buf_cstr(path), R_OK) == 0;
}

/* The programs find their tables beside themselves, in the build tree and
 * where they are installed, and then where they were meant to be. */
int
dict_path(const struct settings *s, const char *name, struct buf *path)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));
	size_t dir = 0;

	if (s->dictionaries != NULL &&
	    there(path, s->dictionaries, strlen(s->dictionaries), "", s, name))
		return 1;
	if (n > 0 && (size_t)n < sizeof(self)) {
		for (dir = (size_t)n; dir > 0 && self[dir - 1] != '/';)
			dir--;
		if (there(path, self, dir, "../dictionaries", s, name) ||
		    there(path, self, dir, "../../dictionaries", s, name) ||
		    there(path, self, dir, "../share/pumice/dictionaries", s,
		        name))
			return 1;
	}
	return there(path, DATADIR, strlen(DATADIR), "/dictionaries", s, name);
}

struct str
dict_map(const struct settings *s, const char *name, int must)
{
	struct buf path = { 0 };
	struct str text = STR("");

	if (dict_path(s, name, &path))
		text = io_map(path.p);
	else if (must)
		die("%s/%s: no such dictionary (see -D)", s->lang, name);
	buf_free(&path);
	return text;
}

size_t
tsv_next(struct tsv *t, struct str *field, size_t max)
{
	struct str row;
	size_t end, n = 0, a, b;

	do {
		if (t->at >= t->text.n)
			return 0;
		end = str_chr(t->text, t->at, '\n');
		row = str_cut(t->text, t->at, end);
		t->at = end + 1;
		t->line++;
	} while (row.n == 0 || row.p[0] == '#');
	for (a = 0; n < max; a = b + 1) {
		b = n + 1 < max ? str_chr(row, a, '\t') : row.n;
		field[n++] = str_cut(row, a, b);
		if (b == row.n)
			break;
	}
	for (a = n; a < max; a++)
		field[a] = STR("");
	return n;
}

void
dict_broken(
    const struct settings *s, const char *name, size_t line, const char *why)
{
	struct buf path = { 0 };

	if (!dict_path(s, name, &path))
		buf_printf(&path, "%s/%s", s->lang, name);
	die("%s:%zu: %s", buf_cstr(&path), line, why);
}
