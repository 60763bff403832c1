#include "lmtext.h"
#include "unicode.h"

/* What an ASCII byte is to a word. */
enum { OTHER, LETTER, DIGIT, SPACE, END, HIGH };

static int
class_of(unsigned char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	if (is_blank(c))
		return SPACE;
	if (c == '.' || c == '!' || c == '?')
		return END;
	return c >= 0x80 ? HIGH : OTHER;
}

/* The length of the letter at at, or 0. */
static size_t
letter(struct str s, size_t at)
{
	size_t next = at;
	int k;

	if (at >= s.n)
		return 0;
	if ((k = class_of((unsigned char)s.p[at])) != HIGH)
		return k == LETTER;
	return uc_letter(utf8_next(s, &next)) ? next - at : 0;
}

static size_t
digit(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

/* The length of an apostrophe or hyphen that may stand inside a word. */
static size_t
joint(struct str s, size_t at)
{
	if (at >= s.n)
		return 0;
	if (s.p[at] == '\'' || s.p[at] == '-')
		return 1;
	s = str_cut(s, at, s.n);
	return str_starts(s, STR("\u2019")) || str_starts(s, STR("\u2010")) ? 3
	                                                                    : 0;
}

/* Behind one letter and a stop: do more letters with stops follow?  The
 * end of them, or at. */
static size_t
dotted(struct str s, size_t at)
{
	size_t n, end = at;

	while (at < s.n && s.p[at] == '.' && (n = letter(s, at + 1)) > 0 &&
	       letter(s, at + 1 + n) == 0) {
		at += 1 + n;
		end = at;
	}
	return end;
}

static void
word(struct str s, size_t *at, struct lmtext_piece *p)
{
	size_t i = *at, n, j;
	int digits = 0;

	while ((n = letter(s, i)) > 0 || (n = digit(s, i)) > 0) {
		digits |= s.p[i] >= '0' && s.p[i] <= '9';
		i += n;
		if (digits && i < s.n && (s.p[i] == '.' || s.p[i] == ',') &&
		    digit(s, i + 1))
			i++;
		if ((j = joint(s, i)) > 0 &&
		    (letter(s, i + j) || digit(s, i + j)))
			i += j;
	}
	p->id = digits ? LM_NUMBER : LM_UNKNOWN;
	n = letter(s, *at);
	if (!digits && i == *at + n && (j = dotted(s, i)) > i) {
		p->dotted = 1;
		i = j;
	}
	p->end = i;
	p->stop = !digits && i < s.n && s.p[i] == '.' &&
	          (i + 1 == s.n || s.p[i + 1] != '.');
	p->hyphen = i + 1 < s.n && s.p[i] == '-' &&
	            (s.p[i + 1] == '\n' || s.p[i + 1] == '\r');
	*at = i;
}

/* At a mark that may end a sentence: all that follow it are one with it.
 * A stop within a number or word ends none. */
static int
ends(struct str s, size_t *at)
{
	size_t i = *at;

	while (i < s.n && class_of((unsigned char)s.p[i]) == END)
		i++;
	*at = i;
	return letter(s, i) == 0 && digit(s, i) == 0;
}

int
lmtext_next(struct str s, size_t *at, struct lmtext_piece *p)
{
	size_t i = *at;
	int k, lines = 0;

	while (i < s.n) {
		*p = (struct lmtext_piece){ .off = i };
		k = class_of((unsigned char)s.p[i]);
		if (k == LETTER || k == DIGIT || letter(s, i) > 0) {
			word(s, &i, p);
			*at = i;
			return 1;
		}
		lines = k == SPACE
		            ? lines + (s.p[i] == '\n') + 2 * (s.p[i] == '\f')
		            : 0;
		if ((k == END && ends(s, &i)) || lines == 2) {
			p->id = LM_START;
			*at = p->end = i + (lines == 2);
			return 1;
		}
		if (k == HIGH)
			utf8_next(s, &i);
		else if (k != END)
			i++;
	}
	*at = i;
	return 0;
}

static size_t
fold_high(struct str s, struct buf *b)
{
	size_t at = 0;
	uint32_t c;

	while (at < s.n) {
		c = utf8_next(s, &at);
		if (c == UTF8_BAD)
			return 0;
		buf_putu(b, c == 0x2019   ? '\''
		            : c == 0x2010 ? '-'
		                          : uc_tolower(c));
	}
	return b->n;
}

size_t
lmtext_fold(struct str s, char out[LM_WORD_MAX])
{
	struct buf b = { 0 };
	size_t i, n;

	if (s.n > LM_WORD_MAX)
		return 0;
	for (i = 0; i < s.n && !(s.p[i] & 0x80); i++)
		out[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32)
		                                        : s.p[i];
	if (i == s.n)
		return i;
	n = fold_high(s, &b);
	if (n > LM_WORD_MAX)
		n = 0;
	memcpy(out, n > 0 ? b.p : "", n);
	buf_free(&b);
	return n;
}

size_t
lmtext_elided(struct str s)
{
	static const char *const heads[] = { "c", "d", "j", "l", "m", "n", "s",
		"t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu" };
	size_t i, k, n;

	for (n = 1; n < 7 && n < s.n && letter(s, n) > 0; n++)
		continue;
	k = joint(s, n);
	if (k == 0 || s.p[n] == '-' || letter(s, n + k) == 0)
		return 0;
	for (i = 0; i < NELEM(heads); i++)
		if (strlen(heads[i]) == n && strncasecmp(heads[i], s.p, n) == 0)
			return n + k;
	return 0;
}

/* The parts between hyphens, with 's off them where only that helps, and
 * with an elided word off them in a language that has such. */
static size_t
split_part(struct str part, lmtext_find *find, const void *v, uint32_t *id)
{
	uint32_t w = find(v, part), s;
	struct str tail = STR("'s");
	size_t n;

	if (w == LM_UNKNOWN && (n = lmtext_elided(part)) > 0 &&
	    (s = find(v, str_cut(part, 0, n))) != LM_UNKNOWN) {
		id[0] = s;
		id[1] = find(v, str_cut(part, n, part.n));
		return 2;
	}
	if (w == LM_UNKNOWN && part.n > 2 && str_ends(part, tail) &&
	    (s = find(v, tail)) != LM_UNKNOWN) {
		id[0] = find(v, str_cut(part, 0, part.n - 2));
		id[1] = s;
		return 2;
	}
	id[0] = w;
	return 1;
}

size_t
lmtext_split(
    struct str s, lmtext_find *find, const void *v, uint32_t id[LM_PARTS])
{
	char z[LM_WORD_MAX];
	struct str word = str_of(z, lmtext_fold(s, z));
	size_t a, b, n = 0;

	id[0] = word.n == 0 ? LM_UNKNOWN : find(v, word);
	if (id[0] != LM_UNKNOWN || word.n == 0)
		return 1;
	for (a = 0; a < word.n && n + 2 <= LM_PARTS; a = b + 1) {
		b = str_chr(word, a, '-');
		if (b > a)
			n += split_part(str_cut(word, a, b), find, v, id + n);
	}
	return n > 0 ? n : 1;
}

void
lmtext_token(struct str s, const struct lmtext_piece *p, size_t *at,
    lmtext_find *find, const void *v, struct lm_token *t)
{
	char z[LM_WORD_MAX];
	size_t n;

	*t = (struct lm_token){ .off = p->off, .end = p->end, .n = 1 };
	t->id[0] = p->id;
	t->hyphen = p->hyphen;
	if (p->id != LM_UNKNOWN)
		return;
	if (p->stop &&
	    (n = lmtext_fold(str_cut(s, p->off, p->end + 1), z)) > 0 &&
	    (t->id[0] = find(v, str_of(z, n))) != LM_UNKNOWN) {
		*at = t->end = p->end + 1;
		return;
	}
	t->n = lmtext_split(str_cut(s, p->off, p->end), find, v, t->id);
}
