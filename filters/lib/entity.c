#include <stdlib.h>

#include "dict.h"
#include "entity.h"
#include "map.h"

enum { NAME_BYTES = 32 };

struct entity {
	struct map names;
};

struct entity *
entity_open(const struct settings *s)
{
	struct settings mul = *s;
	struct entity *e = mem_new(1, sizeof(*e));
	struct tsv tsv = { 0 };
	struct str f[2];
	int64_t c;
	size_t i;

	mul.lang = "mul";
	tsv.text = dict_map(&mul, "entities.tsv", 1);
	while (tsv_next(&tsv, f, 2) == 2) {
		for (c = 0, i = 0; i < f[1].n && hex_digit(f[1].p[i]) >= 0; i++)
			c = c << 4 | hex_digit(f[1].p[i]);
		if (i < f[1].n || i == 0 || c > 0x10ffff)
			dict_broken(
			    &mul, "entities.tsv", tsv.line, "not a code point");
		*map_borrow(&e->names, f[0]) = c;
	}
	return e;
}

void
entity_close(struct entity *e)
{
	map_free(&e->names);
	free(e);
}

/* Some scrapers shout: &EACUTE; is &Eacute;. */
static int64_t
shouted(const struct entity *e, struct str name)
{
	char low[NAME_BYTES];
	size_t i;
	int64_t *c;

	for (i = 0; i < name.n; i++) {
		if (name.p[i] < 'A' || name.p[i] > 'Z')
			return 0;
		low[i] = (char)(i == 0 ? name.p[i] : name.p[i] | 0x20);
	}
	c = map_get(&e->names, str_of(low, name.n));
	return c == NULL ? 0 : *c;
}

static uint32_t
numbered(struct str in, size_t at, size_t *end)
{
	int x = at < in.n && (in.p[at] | 0x20) == 'x', d;
	uint32_t c = 0;
	size_t start;

	at += (size_t)x;
	for (start = at; at < in.n && at - start < 8; at++) {
		d = hex_digit(in.p[at]);
		if (d < 0 || (!x && d > 9))
			break;
		c = c * (x ? 16 : 10) + (uint32_t)d;
	}
	if (at == start || at >= in.n || in.p[at] != ';')
		return 0;
	*end = at + 1;
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return c;
}

uint32_t
entity_at(const struct entity *e, struct str in, size_t off, size_t *end)
{
	size_t at = off + 1, i;
	struct str name;
	int64_t *c;

	if (at < in.n && in.p[at] == '#')
		return numbered(in, at + 1, end);
	for (i = at; i < in.n && i - at < NAME_BYTES && in.p[i] != ';'; i++)
		if (!((in.p[i] | 0x20) >= 'a' && (in.p[i] | 0x20) <= 'z') &&
		    !(in.p[i] >= '0' && in.p[i] <= '9'))
			return 0;
	if (i >= in.n || i == at || in.p[i] != ';')
		return 0;
	*end = i + 1;
	name = str_cut(in, at, i);
	c = map_get(&e->names, name);
	return (uint32_t)(c != NULL ? *c : shouted(e, name));
}
