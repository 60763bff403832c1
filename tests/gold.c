/*
 * gold - how much of what a document needs the chain does, and how much of
 * what it does is right
 *
 * For each NAME.in given, the chain's output is compared with NAME.gold.
 * Both are changes of the input's words: a run of words that was replaced by
 * other words at one place.  Precision is the share of the chain's changes
 * that the gold makes too, recall the share of the gold's that the chain
 * makes.  Counts are summed over the documents whose names begin alike, and
 * the changes in the documents that must not change are shown.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chain.h"
#include "die.h"
#include "io.h"
#include "map.h"

#define F(name) extern const struct filter name##_filter;
#include "filters.h"
#undef F

static const struct filter *const filters[] = {
#define F(name) &name##_filter,
#include "filters.h"
#undef F
};

struct words {
	struct str *v;
	size_t n, cap;
};

/* Words, and each empty line as a word of its own. */
static void
split(struct str s, struct words *w)
{
	size_t at = 0, end, lines;

	while (at < s.n) {
		for (lines = 0, end = at;
		     end < s.n && memchr(" \n\r\t\f", s.p[end], 5) != NULL;
		     end++)
			lines += s.p[end] == '\n';
		if (end == at)
			while (end < s.n &&
			       memchr(" \n\r\t\f", s.p[end], 5) == NULL)
				end++;
		else if (lines < 2 || end == s.n) {
			at = end;
			continue;
		}
		w->v = mem_room(w->v, w->n, &w->cap, sizeof(*w->v));
		w->v[w->n++] = lines < 2 ? str_cut(s, at, end) : STR("\n\n");
		at = end;
	}
}

/* What became of each word of a: set[i] is the word it stays, or -1; the
 * longest common subsequence, by Myers' greedy walk with its trace kept. */
static void
match(const struct words *a, const struct words *b, long *to)
{
	long n = (long)a->n, m = (long)b->n, max = n + m + 1, d, k, x, y;
	long *v = mem_new((size_t)(2 * max + 1), sizeof(*v)), back;
	long **trace = mem_new((size_t)max + 1, sizeof(*trace));

	for (x = 0; x < n; x++)
		to[x] = -1;
	for (d = 0; d <= max; d++) {
		trace[d] = mem_new((size_t)(2 * d + 3), sizeof(**trace));
		for (k = -d; k <= d; k += 2) {
			x = k == -d ||
			            (k != d && v[max + k - 1] < v[max + k + 1])
			        ? v[max + k + 1]
			        : v[max + k - 1] + 1;
			for (y = x - k;
			     x < n && y < m && str_eq(a->v[x], b->v[y]);
			     x++, y++)
				continue;
			v[max + k] = x;
			if (x >= n && y >= m)
				break;
		}
		memcpy(trace[d], v + max - d - 1,
		    (size_t)(2 * d + 3) * sizeof(*v));
		if (k <= d)
			break;
	}
	for (x = n, y = m; d > 0; d--) {
		const long *w = trace[d - 1] + d; /* w[k]: diagonal k */

		k = x - y;
		back =
		    k == -d || (k != d && w[k - 1] < w[k + 1]) ? k + 1 : k - 1;
		while (x > w[back] && y > w[back] - back && x > 0 && y > 0 &&
		       str_eq(a->v[x - 1], b->v[y - 1])) {
			to[--x] = --y;
		}
		x = w[back];
		y = x - back;
		free(trace[d]);
	}
	while (x > 0 && y > 0)
		to[--x] = --y;
	free(trace[0]);
	free(trace);
	free(v);
}

/* The changes from a to b, as strings "place: old words > new words". */
static void
changes(const struct words *a, const struct words *b, struct map *out)
{
	long *to = mem_new(a->n + 1, sizeof(*to));
	size_t i = 0, j = 0, k;
	struct buf s = { 0 };

	match(a, b, to);
	while (i < a->n || j < b->n) {
		if (i < a->n && to[i] == (long)j) {
			i++;
			j++;
			continue;
		}
		s.n = 0;
		buf_printf(&s, "%zu:", i);
		for (; i < a->n && to[i] < 0; i++) {
			buf_putc(&s, ' ');
			buf_put(&s, a->v[i]);
		}
		buf_puts(&s, " >");
		for (k = i < a->n ? (size_t)to[i] : b->n; j < k; j++) {
			buf_putc(&s, ' ');
			buf_put(&s, b->v[j]);
		}
		map_put(out, buf_str(&s));
	}
	free(to);
	buf_free(&s);
}

struct sum {
	size_t documents, made, wanted, both;
};

static void
measure(const char *path, struct str class, struct sum *sum)
{
	struct settings set = { .lang = "en" };
	struct buf in = { 0 }, gold = { 0 }, other = { 0 };
	struct words w[3] = { { 0 }, { 0 }, { 0 } };
	struct map made = { 0 }, wanted = { 0 };
	struct chain c = { 0 };
	struct run r = { 0 };
	char lang[3] = "";
	size_t n = strlen(path), i;

	buf_put(&other, str_of(path, n - 3));
	buf_puts(&other, ".gold");
	if (n > 6 && path[n - 6] == '.') {
		memcpy(lang, path + n - 5, 2);
		set.lang = lang;
	}
	io_read(path, &in);
	io_read(buf_cstr(&other), &gold);
	for (i = 0; i < NELEM(filters); i++)
		if (!filters[i]->asked)
			chain_add(
			    &c, filters[i], &set, CHAIN_CONFIDENCE, NULL, 0);
	chain_run(&c, buf_str(&in), &r);
	split(buf_str(&in), &w[0]);
	split(run_out(&r), &w[1]);
	split(buf_str(&gold), &w[2]);
	changes(&w[0], &w[1], &made);
	changes(&w[0], &w[2], &wanted);
	sum->documents++;
	sum->made += made.n;
	sum->wanted += wanted.n;
	for (i = 0; i < made.n; i++) {
		sum->both += (size_t)map_has(&wanted, made.v[i].key);
		if (str_eq(class, STR("clean")))
			printf("%s: %.*s\n", path, (int)made.v[i].key.n,
			    made.v[i].key.p);
	}
	run_free(&r);
	chain_free(&c);
	map_free(&made);
	map_free(&wanted);
	for (i = 0; i < NELEM(w); i++)
		free(w[i].v);
	buf_free(&in);
	buf_free(&gold);
	buf_free(&other);
}

static struct str
class_of(const char *path)
{
	const char *name = strrchr(path, '/');
	size_t n;

	name = name == NULL ? path : name + 1;
	n = strcspn(name, "-.");
	return str_of(name, n);
}

int
main(int argc, char **argv)
{
	struct map at = { 0 };
	struct sum *sums = mem_new((size_t)argc, sizeof(*sums)), *s;
	struct str class;
	int64_t *k;
	size_t i;
	int n;

	die_name("gold");
	for (n = 1; n < argc; n++) {
		class = class_of(argv[n]);
		k = map_put(&at, class);
		if (*k == 0)
			*k = (int64_t)at.n;
		measure(argv[n], class, &sums[*k - 1]);
	}
	for (i = 0; i < at.n; i++) {
		s = &sums[i];
		printf("corpus: %-10.*s %2zu documents, changes wanted %3zu, "
		       "made %3zu, right %3zu, precision %5.1f%%, "
		       "recall %5.1f%%\n",
		    (int)at.v[i].key.n, at.v[i].key.p, s->documents, s->wanted,
		    s->made, s->both,
		    s->made == 0 ? 100.0
		                 : 100.0 * (double)s->both / (double)s->made,
		    s->wanted == 0
		        ? 100.0
		        : 100.0 * (double)s->both / (double)s->wanted);
	}
	map_free(&at);
	free(sums);
	return 0;
}
