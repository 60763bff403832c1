#include "token.h"
#include "unicode.h"

/* The length of the apostrophe at at, or 0. */
static size_t
apostrophe(struct str s, size_t at)
{
	if (s.p[at] == '\'')
		return 1;
	return str_starts(str_cut(s, at, s.n), STR("\u2019")) ? 3 : 0;
}

static void
note_letter(struct token *t, uint32_t c, size_t *letters)
{
	if (*letters == 0)
		t->upper = uc_upper(c) != 0;
	if (uc_lower(c))
		t->capitals = 0;
	if (c >= 0x80)
		t->ascii = 0;
	++*letters;
}

int
token_next(struct str s, size_t from, struct token *t)
{
	size_t at, next, letters = 0, mark;
	uint32_t c;

	for (at = from; at < s.n; at = next) {
		next = at;
		if (uc_letter(utf8_next(s, &next)))
			break;
	}
	if (at >= s.n)
		return 0;
	*t = (struct token){ .off = at, .capitals = 1, .ascii = 1 };
	while (at < s.n) {
		next = at;
		c = utf8_next(s, &next);
		if (uc_letter(c)) {
			note_letter(t, c, &letters);
			t->end = at = next;
		} else if (at == t->end && (mark = apostrophe(s, at)) > 0) {
			at += mark;
			next = at;
			if (at >= s.n || !uc_letter(utf8_next(s, &next)))
				break;
			t->ascii &= mark == 1;
		} else {
			break;
		}
	}
	t->capitals = t->capitals && letters >= 2;
	return 1;
}
