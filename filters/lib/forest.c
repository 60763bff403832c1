#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "forest.h"

/* Room for n nodes more; the first. */
static uint32_t
put_nodes(struct forest *t, size_t n)
{
	uint32_t first = (uint32_t)t->n;

	for (; n > 0; n--, t->n++) {
		t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
		t->points =
		    mem_room(t->points, t->n, &t->pointcap, sizeof(*t->points));
	}
	return first;
}

static void
set_leaf(struct forest *t, uint32_t at, int points)
{
	t->v[at] = (struct forest_node){ .over = INT_MAX, .no = at & 0xffffff };
	t->points[at] = points;
}

/* Fields that are left to be read. */
struct fields {
	const struct str *f, *end;
	int features;
};

/* Make a node of the next field, and all that is below it of those behind;
 * how deep that is, or -1 if that is none. */
static int
read_node(struct forest *t, uint32_t here, struct fields *left)
{
	struct str s;
	size_t mark;
	uint32_t no;
	int64_t x;
	int a, b;

	if (left->f == left->end)
		return -1;
	s = *left->f++;
	mark = str_chr(s, 0, '>');
	if (mark == s.n) {
		set_leaf(t, here, str_signed(s));
		return 0;
	}
	x = str_num(str_cut(s, 0, mark));
	if (x < 0 || x >= left->features)
		return -1;
	no = put_nodes(t, 2);
	t->v[here] = (struct forest_node){ .feature = (unsigned)x & 0xff,
		.over = str_signed(str_cut(s, mark + 1, s.n)),
		.no = no & 0xffffff };
	if ((a = read_node(t, no, left)) < 0 ||
	    (b = read_node(t, no + 1, left)) < 0)
		return -1;
	return 1 + (a > b ? a : b);
}

int
forest_read(struct forest *t, const struct str *fields, size_t n, int features,
    uint32_t *first)
{
	struct fields left = { fields, fields + n, features };
	int depth;

	if (t->n == 0)
		set_leaf(t, put_nodes(t, 1), 0);
	*first = put_nodes(t, 1);
	depth = read_node(t, *first, &left);
	return left.f == left.end ? depth : -1;
}

int
forest_most(const struct forest *t, uint32_t from)
{
	int most = INT_MIN;

	for (; from < t->n; from++)
		if (t->v[from].no == from && t->points[from] > most)
			most = t->points[from];
	return most;
}

void
forest_free(struct forest *t)
{
	free(t->v);
	free(t->points);
	memset(t, 0, sizeof(*t));
}
