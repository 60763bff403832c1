#include <stdlib.h>

#include "line.h"
#include "mark.h"
#include "scan.h"
#include "utf8.h"

static int
is_letter(uint32_t c)
{
	/* Enough of Unicode for what stands beside a mark: everything up
	 * there but symbols and punctuation. */
	if (c < 0x80)
		return (c | 32) - 'a' < 26;
	return c != UTF8_BAD && c >= 0xaa && c != 0xab && c != 0xbb &&
	       c != 0xd7 && c != 0xf7 &&
	       (c >= 0xc0 || c == 0xaa || c == 0xba) &&
	       (c < 0x2000 || c >= 0x2c00) && (c < 0x3000 || c >= 0x3040) &&
	       (c < 0xff00 || c >= 0xff21);
}

static int
is_upper(uint32_t c)
{
	return c - 'A' < 26 || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	       (c >= 0x391 && c <= 0x3a9) || (c >= 0x400 && c <= 0x42f) ||
	       (c >= 0x100 && c <= 0x137 && c % 2 == 0);
}

static int
is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 ||
	       (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x2060 || c == 0xfeff;
}

/* A letter, to the byte: what is not ASCII counts as one. */
static int
letter_byte(struct str s, size_t at)
{
	return at < s.n && is_letter((unsigned char)s.p[at]);
}

static int
side_of(uint32_t c)
{
	switch (c) {
	case '.':
	case '!':
	case '?':
	case 0x203d:
		return SIDE_STOP;
	case 0x2026:
		return SIDE_DOTS;
	case ',':
	case ';':
	case ':':
		return SIDE_COMMA;
	case '-':
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
		return SIDE_DASH;
	case '(':
	case '[':
	case '{':
	case '<':
	case 0xa1:
	case 0xbf:
		return SIDE_OPEN;
	case ')':
	case ']':
	case '}':
	case '>':
	case '%':
		return SIDE_CLOSE;
	}
	if (c - '0' < 10 || (c >= 0xbc && c <= 0xbe))
		return SIDE_DIGIT; /* fractions too */
	if (!is_letter(c))
		return SIDE_OTHER;
	return is_upper(c) ? SIDE_UPPER : SIDE_LOWER;
}

size_t
mark_at(struct str s, size_t off, int *two, int *glyph)
{
	static const struct {
		unsigned char two, glyph;
	} high[8] = { { 0, MARK_LEFT }, { 0, MARK_RIGHT }, { 0, MARK_LOW },
		{ 0, MARK_LEFT }, { 1, MARK_LEFT }, { 1, MARK_RIGHT },
		{ 1, MARK_LOW }, { 1, MARK_LEFT } };
	const unsigned char *p = (const unsigned char *)s.p + off;
	size_t n = s.n - off;

	*two = 0;
	switch (n > 0 ? *p : 0) {
	case '"':
		*two = 1;
		/* fallthrough */
	case '\'':
		*glyph = MARK_STRAIGHT;
		return 1;
	case '`':
		*glyph = MARK_TICK;
		*two = n > 1 && p[1] == '`';
		return 1 + (size_t)*two;
	case 0xc2:
		if (n < 2 || (p[1] != 0xab && p[1] != 0xbb && p[1] != 0xb4))
			return 0;
		*two = p[1] != 0xb4;
		*glyph = p[1] == 0xb4   ? MARK_TICK
		         : p[1] == 0xab ? MARK_ANGLE_L
		                        : MARK_ANGLE_R;
		return 2;
	case 0xe2:
		if (n < 3 || p[1] != 0x80)
			return 0;
		/* Not 201B, which is an ayin more often than a mark. */
		if (p[2] >= 0x98 && p[2] <= 0x9f && p[2] != 0x9b) {
			*two = high[p[2] - 0x98].two;
			*glyph = high[p[2] - 0x98].glyph;
			return 3;
		}
		if (p[2] == 0xb9 || p[2] == 0xba) {
			*glyph = p[2] == 0xb9 ? MARK_ANGLE_L : MARK_ANGLE_R;
			return 3;
		}
	}
	return 0;
}

static void
push(struct marks *ms, size_t off, size_t len, int two, int glyph)
{
	struct mark *m;

	ms->v = mem_room(ms->v, ms->n, &ms->cap, sizeof(*ms->v));
	m = &ms->v[ms->n++];
	memset(m, 0, sizeof(*m));
	m->off = m->from = (uint32_t)off;
	m->end = m->to = (uint32_t)(off + len);
	m->two = (unsigned char)two;
	m->glyph = (unsigned char)glyph;
}

/* A run of backticks; three and more are a fence. */
static size_t
push_ticks(struct str s, size_t at, struct marks *ms)
{
	size_t n = 1;

	while (at + n < s.n && s.p[at + n] == '`')
		n++;
	if (n < 3)
		push(ms, at, n, n == 2, MARK_TICK);
	return n;
}

/* Are two apostrophes a double mark here?  Where two backticks are, or where
 * there is no other double mark and two of them begin and end something. */
static int
in_pairs(struct str s)
{
	size_t at, len;
	int opened = 0;

	if (str_find(s, 0, STR("``")) < s.n)
		return 1;
	if (str_chr(s, 0, '"') < s.n)
		return 0;
	for (at = str_chr(s, 0, '\''); at < s.n;
	     at = str_chr(s, at + len, '\'')) {
		for (len = 1; at + len < s.n && s.p[at + len] == '\'';)
			len++;
		if (len != 2)
			continue;
		if ((at == 0 || s.p[at - 1] == ' ') && letter_byte(s, at + 2))
			opened = 1;
		else if (opened && !letter_byte(s, at + 2))
			return 1;
	}
	return 0;
}

/* All marks of the paragraph, without what stands about them. */
static void
collect(struct str s, int angles, size_t max, struct marks *ms)
{
	int two, glyph, pairs = -1;
	size_t at, n, behind = 0;
	struct scan sc;

	scan_from(&sc, s, 0);
	while ((at = scan_next(&sc)) < s.n && ms->n <= max) {
		if (at < behind)
			continue;
		if (s.p[at] == '`') {
			behind = at + push_ticks(s, at, ms);
			continue;
		}
		if (s.p[at] == '\'' && at + 1 < s.n && s.p[at + 1] == '\'') {
			if (pairs < 0)
				pairs = in_pairs(s);
			if (pairs) {
				push(ms, at, 2, 1, MARK_PAIR);
				behind = at + 2;
				continue;
			}
		}
		if ((n = mark_at(s, at, &two, &glyph)) == 0)
			continue;
		if (angles || glyph < MARK_ANGLE_L)
			push(ms, at, n, two, glyph);
		behind = at + n;
	}
	if (ms->n > max)
		ms->n = 0;
}

/* What stands before *at, with *at moved to where the plain spaces that
 * end there begin. */
static int
look_left(struct str s, uint32_t *at, unsigned char *space)
{
	size_t i = *at, j;
	int two, glyph, skip = 0;
	uint32_t c = 0;

	while (i > 0 && s.p[i - 1] == ' ')
		i--;
	*space = i < *at;
	*at = (uint32_t)i;
	while (i > 0) {
		j = i;
		c = utf8_prev(s, &j);
		if (is_space(c))
			*space = 1;
		else if ((c != '_' && c != '*') || *space || skip++ > 3)
			break;
		i = j;
	}
	if (i == 0)
		return SIDE_EDGE;
	j = i;
	c = utf8_prev(s, &j);
	if (mark_at(s, j, &two, &glyph) == i - j)
		return SIDE_MARK;
	if (c == '.' && j > 1 && s.p[j - 1] == '.' && s.p[j - 2] == '.')
		return SIDE_DOTS;
	return side_of(c);
}

static int
look_right(struct str s, uint32_t *at, unsigned char *space)
{
	size_t i = *at, j;
	int two, glyph, skip = 0;
	uint32_t c = 0;

	while (i < s.n && s.p[i] == ' ')
		i++;
	*space = i > *at;
	*at = (uint32_t)i;
	while (i < s.n) {
		j = i;
		c = utf8_next(s, &j);
		if (is_space(c))
			*space = 1;
		else if ((c != '_' && c != '*') || *space || skip++ > 3)
			break;
		i = j;
	}
	if (i == s.n)
		return SIDE_EDGE;
	if (mark_at(s, i, &two, &glyph) > 0)
		return SIDE_MARK;
	if (c == '.' && s.n - i > 2 && s.p[i + 1] == '.' && s.p[i + 2] == '.')
		return SIDE_DOTS;
	return side_of(c);
}

static void
look(struct str s, struct marks *ms)
{
	struct mark *m, *o;
	size_t i;

	for (i = 0; i < ms->n; i++) {
		m = &ms->v[i];
		m->left = (unsigned char)look_left(s, &m->from, &m->lspace);
		if (i > 0 && (o = m - 1)->end == m->off) {
			m->ltouch = 1;
			m->left = o->left;
			m->lspace = o->lspace;
		}
	}
	for (i = ms->n; i-- > 0;) {
		m = &ms->v[i];
		m->right = (unsigned char)look_right(s, &m->to, &m->rspace);
		if (i + 1 < ms->n && (o = m + 1)->off == m->end) {
			m->rtouch = 1;
			m->right = o->right;
			m->rspace = o->rspace;
		}
	}
}

/* Is s, in small letters, one of the words, with spaces about each? */
static int
among(const char *words, struct str s)
{
	char key[16];
	size_t i;

	if (s.n == 0 || s.n > sizeof(key) - 3)
		return 0;
	key[0] = ' ';
	for (i = 0; i < s.n; i++)
		key[i + 1] = (char)(s.p[i] | (letter_byte(s, i) ? 32 : 0));
	key[i + 1] = ' ';
	key[i + 2] = '\0';
	return strstr(words, key) != NULL;
}

static struct str
word_after(struct str s, size_t at)
{
	size_t end = at;

	while (end < s.n && end - at < 24 &&
	       (letter_byte(s, end) || (s.p[end] & 0x80)) &&
	       (unsigned char)s.p[end] != 0xe2)
		end++;
	return str_cut(s, at, end);
}

static struct str
word_before(struct str s, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < 24 && letter_byte(s, at - 1))
		at--;
	return str_cut(s, at, end);
}

/* o ’ clock and the like */
static int
joined(struct str l, struct str r)
{
	static const char pairs[] =
	    " o'clock ma'am o'er ne'er e'er e'en y'all t'other more'n ev'ry ";
	char key[24];
	size_t i, n = 0;

	if (l.n + r.n > sizeof(key) - 4)
		return 0;
	key[n++] = ' ';
	for (i = 0; i < l.n; i++)
		key[n++] = (char)(l.p[i] | 32);
	key[n++] = '\'';
	for (i = 0; i < r.n; i++)
		key[n++] = (char)(r.p[i] | 32);
	key[n++] = ' ';
	key[n] = '\0';
	return strstr(pairs, key) != NULL;
}

/* A mark with a space on one side or both that belongs inside a word. */
static int
tail(struct str s, const struct mark *m)
{
	struct str l, r;

	if (m->ltouch || m->rtouch || m->off - m->from > 1 ||
	    m->to - m->end > 1)
		return 0;
	l = word_before(s, m->from);
	r = word_after(s, m->to);
	if (l.n == 0 || r.n == 0)
		return 0;
	/* In old books "a time ’s coming" is how it was set. */
	if (m->to == m->end ||
	    (m->to + r.n < s.n &&
	        ((s.p[m->to + r.n] & 0x80) || s.p[m->to + r.n] == '\'')))
		return 0;
	if (m->from < m->off && joined(l, r))
		return 1;
	if (!among(" s t d m ll re ve ", r) || is_upper((unsigned char)*r.p))
		return 0;
	if (r.n == 1 && *r.p == 't')
		return (l.p[l.n - 1] | 32) == 'n';
	if (r.n == 1 && *r.p == 'm')
		return l.n == 1 && *l.p == 'I';
	if (r.n == 2)
		return l.n > 1 || *l.p == 'I';
	return l.n > 1 || *l.p == 'I' || *r.p == 's';
}

/* Does the word at at, in marks 'so', look quoted? */
static int
framed(struct str s, size_t at, size_t n)
{
	int two, glyph;
	size_t len;

	if (n > 2 || (n == 1 && s.p[at] == 'n') || at + n >= s.n)
		return 0;
	len = mark_at(s, at + n, &two, &glyph);
	return len > 0 && !two && !letter_byte(s, at + n + len);
}

static int
elides(const struct map *m, struct str s, size_t at)
{
	struct str w = word_after(s, at);
	char low[16];
	size_t i;

	if (m == NULL || w.n == 0 || w.n > sizeof(low) || framed(s, at, w.n))
		return 0;
	for (i = 0; i < w.n; i++)
		low[i] = (char)(w.p[i] | (letter_byte(w, i) ? 32 : 0));
	return map_has(m, str_of(low, w.n));
}

static int
decade(struct str s, size_t at)
{
	if (s.n - at < 2 || (unsigned)(s.p[at] - '0') > 9 ||
	    (unsigned)(s.p[at + 1] - '0') > 9)
		return 0;
	at += 2;
	if (at < s.n && (s.p[at] | 32) == 's')
		at++;
	return at == s.n ||
	       ((unsigned)(s.p[at] - '0') > 9 && !letter_byte(s, at));
}

static int
final(struct str w)
{
	return (w.n > 2 && (w.p[w.n - 1] | 32) == 's') ||
	       (w.n > 3 && (w.p[w.n - 1] | 32) == 'n' &&
	           (w.p[w.n - 2] | 32) == 'i') ||
	       among(" o th an ol wi ha fo yo po ho de t s lil mo no gi ha "
	             "dat wid n ",
	           w);
}

static int
letterish(int side)
{
	return side == SIDE_LOWER || side == SIDE_UPPER;
}

static int
hint(struct str s, const struct mark *m, const struct map *elisions)
{
	int l = letterish(m->left) && !m->lspace;
	int r = letterish(m->right) && !m->rspace;

	if (l && r &&
	    (m->glyph != MARK_LEFT || m->left != SIDE_LOWER ||
	        m->right != SIDE_UPPER))
		return HINT_INNER;
	if (letterish(m->left) && letterish(m->right) && tail(s, m))
		return HINT_TAIL;
	if (r && !m->rtouch && elides(elisions, s, m->end))
		return HINT_ELISION;
	if (m->right == SIDE_DIGIT && !m->rspace && !m->rtouch &&
	    (m->lspace || m->left == SIDE_EDGE || m->left >= SIDE_DASH) &&
	    decade(s, m->end))
		return HINT_DECADE;
	if (l && !m->ltouch && final(word_before(s, m->off)))
		return HINT_FINAL;
	return HINT_NONE;
}

static void
single(struct str s, struct mark *m, const struct map *elisions)
{
	struct str l = word_before(s, m->off), r = word_after(s, m->end);

	m->hint = (unsigned char)hint(s, m, elisions);
	m->tail = m->hint == HINT_TAIL ||
	          (m->hint == HINT_INNER &&
	              (among(" s t d m ll re ve n em ", r) || joined(l, r) ||
	                  (l.n == 1 && memchr("OoDdLl", *l.p, 6) != NULL)));
}

static const char speech[] =
    " said says say asked asks cried cries replied replies told tells "
    "added adds answered answers exclaimed returned whispered shouted "
    "muttered murmured continued observed remarked inquired repeated "
    "called thought wrote writes explained explains noted notes stated "
    "states declared insisted warned admitted argued suggested announced "
    "responded demanded began went put screamed yelled laughed sighed ";

/* The words after a closing mark that say who spoke. */
static int
said(struct str s, size_t at)
{
	struct str w = word_after(s, at);

	if (among(" he she they i we you it ", w) && *w.p != 'I' &&
	    !is_upper((unsigned char)*w.p))
		return 1;
	if (among(speech, w) && !is_upper((unsigned char)*w.p))
		return 1;
	at += w.n;
	if (w.n == 0 || at >= s.n || s.p[at] != ' ')
		return 0;
	w = word_after(s, at + 1);
	return w.n > 0 && among(speech, w);
}

static int
ident(struct str s, size_t end)
{
	return end > 0 && (letter_byte(s, end - 1) || s.p[end - 1] == '_' ||
	                      (unsigned)(s.p[end - 1] - '0') < 10);
}

/* Does a string of a programming language begin at the mark? */
static int
code(struct str s, const struct mark *m)
{
	size_t at = m->off;

	if (at == 0 || (m->glyph != MARK_STRAIGHT && m->glyph != MARK_TICK))
		return 0;
	switch (s.p[at - 1]) {
	case '=':
		return 1;
	case '(':
		return ident(s, at - 1);
	case '[':
	case '{':
		return 1;
	case '\\':
		return 1;
	}
	return 0;
}

/* Only blanks and what stands between the strings of a list? */
static int
between(struct str s, size_t a, size_t b)
{
	size_t i, seps = 0;

	if (b - a > 8)
		return 0;
	for (i = a; i < b; i++)
		if (memchr(",+:()[]={}", s.p[i], 10) != NULL)
			seps++;
		else if (s.p[i] != ' ')
			return 0;
	return seps > 0;
}

static int
same_line(struct str s, size_t a, size_t b)
{
	return memchr(s.p + a, '\n', b - a) == NULL;
}

/* Lock the string that mark i begins; the first mark behind it, and in
 * *list whether that begins the next string of a list. */
static size_t
lock(struct str s, struct marks *ms, size_t i, int *list)
{
	struct mark *m = ms->v;
	size_t k = i + 1, n;

	*list = 0;
	m[i].locked = 1;
	if (m[i].off > 0 && s.p[m[i].off - 1] == '\\')
		return i + 1;
	for (n = 0; k < ms->n && n < 64; k++, n++)
		if (m[k].glyph == m[i].glyph && m[k].two == m[i].two &&
		    s.p[m[k].off - 1] != '\\')
			break;
	if (k >= ms->n || n == 64 || !same_line(s, m[i].off, m[k].off))
		return i + 1;
	for (; i <= k; i++)
		m[i].locked = 1;
	*list = i < ms->n && m[i].glyph == m[k].glyph &&
	        between(s, m[k].end, m[i].off);
	return i;
}

static int
inner_tick(const struct mark *m)
{
	return m->hint == HINT_INNER || m->hint == HINT_TAIL;
}

/* Two backticks on a line hold code, unless they are in words. */
static size_t
lock_ticks(struct str s, struct marks *ms, size_t i)
{
	struct mark *m = ms->v;
	size_t k, n;

	for (k = i + 1, n = 0; k < ms->n && n < 64; k++, n++) {
		if (m[i].two && m[k].glyph == MARK_PAIR)
			return i + 1; /* ``so'' */
		if (m[k].glyph == MARK_TICK && m[k].two == m[i].two &&
		    s.p[m[k].off] == '`' && !inner_tick(&m[k]))
			break;
	}
	if (k >= ms->n || n == 64 || !same_line(s, m[i].off, m[k].off))
		return i + 1;
	for (; i <= k; i++)
		m[i].locked = 1;
	return i;
}

static void
lock_lines(struct str s, struct marks *ms)
{
	size_t i, a, b = 0;
	int is = 0;

	for (i = 0; i < ms->n; i++) {
		if (ms->v[i].glyph != MARK_STRAIGHT)
			continue;
		if (ms->v[i].off >= b) {
			for (a = ms->v[i].off; a > 0 && s.p[a - 1] != '\n' &&
			                       ms->v[i].off - a < 160;)
				a--;
			b = str_chr(s, ms->v[i].off, '\n');
			is = b - a < 160 && (a == 0 || s.p[a - 1] == '\n') &&
			     line_code(str_cut(s, a, b));
		}
		if (is)
			ms->v[i].locked = 1;
	}
}

static void
lock_code(struct str s, struct marks *ms)
{
	size_t i = 0;
	int list = 0;

	while (i < ms->n)
		if (list || code(s, &ms->v[i]))
			i = lock(s, ms, i, &list);
		else if (ms->v[i].glyph == MARK_TICK &&
		         s.p[ms->v[i].off] == '`' && !inner_tick(&ms->v[i]))
			i = lock_ticks(s, ms, i);
		else
			i++;
}

/* Two double marks, a word or a few between them, each with its space on
 * the wrong side. */
static void
swaps(struct str s, struct mark *m, size_t n)
{
	struct mark *a = NULL, *b;
	size_t i;

	for (i = 0; i < n; i++) {
		b = &m[i];
		if (!b->two)
			continue;
		if (a != NULL && b->off - a->off < 64 && !a->lspace &&
		    !a->ltouch && !b->rtouch && a->rspace && b->lspace &&
		    !b->rspace && letterish(a->left) && letterish(a->right) &&
		    letterish(b->left) && b->right == SIDE_LOWER &&
		    same_line(s, a->off, b->off))
			a->swap = b->swap = 1;
		a = b;
	}
}

static void
lower(struct mark *m, size_t n)
{
	size_t i;

	for (i = 0; i < n && m[i].glyph < MARK_ANGLE_L; i++)
		continue;
	if (i == n)
		return;
	for (i = 0; i < n; i++)
		if (m[i].two &&
		    (m[i].glyph == MARK_LEFT || m[i].glyph == MARK_RIGHT)) {
			m[i].two = 0;
			m[i].inner = 1;
		}
}

void
marks_find(struct str s, const struct map *elisions, int angles, size_t max,
    struct marks *ms)
{
	size_t i;

	ms->n = 0;
	collect(s, angles, max, ms);
	if (angles == MARKS_OUTER)
		lower(ms->v, ms->n);
	look(s, ms);
	for (i = 0; i < ms->n; i++)
		if (!ms->v[i].two && !ms->v[i].inner)
			single(s, &ms->v[i], elisions);
		else if (letterish(ms->v[i].right))
			ms->v[i].said = (unsigned char)said(s, ms->v[i].to);
	lock_code(s, ms);
	lock_lines(s, ms);
	swaps(s, ms->v, ms->n);
}

void
marks_free(struct marks *ms)
{
	free(ms->v);
	memset(ms, 0, sizeof(*ms));
}
