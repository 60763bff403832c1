#include <yajl/yajl_parse.h>

#include "record.h"
#include "utf8.h"

/* Finding the string. */

struct finder {
	yajl_handle h;
	struct str field;
	size_t depth;
	size_t key_end; /* behind the field's name, or 0 */
	size_t off, end;
	int found, object;
};

static size_t
here(const struct finder *f)
{
	return yajl_get_bytes_consumed(f->h);
}

static int
on_value(void *ctx)
{
	struct finder *f = ctx;

	/* The last member of that name counts, whatever it is. */
	if (f->depth == 1 && f->key_end != 0)
		f->found = 0;
	f->key_end = 0;
	return 1;
}

static int
on_boolean(void *ctx, int value)
{
	(void)value;
	return on_value(ctx);
}

static int
on_number(void *ctx, const char *p, size_t n)
{
	(void)p;
	(void)n;
	return on_value(ctx);
}

static int
on_string(void *ctx, const unsigned char *p, size_t n)
{
	struct finder *f = ctx;

	(void)p;
	(void)n;
	if (f->depth == 1 && f->key_end != 0) {
		f->off = f->key_end;
		f->end = here(f);
		f->found = 1;
	}
	f->key_end = 0;
	return 1;
}

static int
on_open(void *ctx)
{
	struct finder *f = ctx;

	on_value(ctx);
	f->depth++;
	return 1;
}

static int
on_map(void *ctx)
{
	struct finder *f = ctx;

	if (f->depth == 0)
		f->object = 1;
	return on_open(ctx);
}

static int
on_key(void *ctx, const unsigned char *p, size_t n)
{
	struct finder *f = ctx;

	if (f->depth == 1 && str_eq(str_of((const char *)p, n), f->field))
		f->key_end = here(f);
	return 1;
}

static int
on_close(void *ctx)
{
	struct finder *f = ctx;

	f->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_value,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close,
	.yajl_start_array = on_open,
	.yajl_end_array = on_close,
};

static const char *
find(struct finder *f, struct str line)
{
	const unsigned char *p = (const unsigned char *)line.p;
	const char *why = NULL;

	f->h = yajl_alloc(&callbacks, NULL, f);
	yajl_config(f->h, yajl_dont_validate_strings, 1);
	if (yajl_parse(f->h, p, line.n) != yajl_status_ok ||
	    yajl_complete_parse(f->h) != yajl_status_ok)
		why = "not JSON";
	else if (!f->object)
		why = "not a JSON object";
	else if (!f->found)
		why = "no such field with a string";
	yajl_free(f->h);
	return why;
}

/* What the string says. */

static int
unit(struct str s, size_t at)
{
	int c, v = 0;
	size_t i;

	if (s.n - at < 6 || s.p[at] != '\\' || s.p[at + 1] != 'u')
		return -1;
	for (i = at + 2; i < at + 6; i++) {
		c = s.p[i];
		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else
			v = v << 4 | ((c | 0x20) - 'a' + 10);
	}
	return v;
}

/* The code point of the \u escape at *at, which the parser has checked. */
static uint32_t
escaped(struct str s, size_t *at)
{
	int c = unit(s, *at), low;

	*at += 6;
	if (c < 0xd800 || c > 0xdfff)
		return (uint32_t)c;
	low = c < 0xdc00 && *at < s.n ? unit(s, *at) : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*at += 6;
	return 0x10000 + (((uint32_t)c & 0x3ff) << 10 | (low & 0x3ff));
}

static void
decode(struct record *r, struct str s)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	struct buf one = { 0 };
	const char *named;
	size_t at, next;

	for (at = 0; (at = str_chr(s, at, '\\')) < s.n; at = next) {
		one.n = 0;
		next = at;
		if (s.p[at + 1] == 'u') {
			buf_putu(&one, escaped(s, &next));
		} else {
			named = strchr(from, s.p[at + 1]);
			buf_putc(&one, named ? to[named - from] : s.p[at + 1]);
			next += 2;
		}
		edits_put(&r->decoded, at, next - at, buf_str(&one), 0);
	}
	buf_free(&one);
	edits_apply(&r->decoded, s, &r->text);
}

const char *
record_parse(struct record *r, struct str line, struct str field)
{
	struct finder f = { .field = field };
	const char *why = find(&f, line);

	r->text.n = r->decoded.n = r->decoded.pool.n = 0;
	if (why != NULL)
		return why;
	/* Between the name and the string there is a colon, and space. */
	r->off = str_chr(line, f.off, '"') + 1;
	r->end = f.end - 1;
	decode(r, str_cut(line, r->off, r->end));
	return NULL;
}

/* Writing it back. */

static void
put_unit(struct buf *out, uint32_t u)
{
	buf_printf(out, "\\u%04x", (unsigned)u);
}

static void
put_char(struct buf *out, uint32_t c, int ascii)
{
	static const char plain[] = "\b\f\n\r\t\"\\", named[] = "bfnrt\"\\";
	const char *p = c == 0 || c > 0x7f ? NULL : strchr(plain, (int)c);

	if (p != NULL) {
		buf_putc(out, '\\');
		buf_putc(out, named[p - plain]);
	} else if (c < ' ' || (ascii && c >= 0x7f && c < 0x10000)) {
		put_unit(out, c);
	} else if (ascii && c >= 0x10000) {
		put_unit(out, 0xd800 | (c - 0x10000) >> 10);
		put_unit(out, 0xdc00 | (c & 0x3ff));
	} else {
		buf_putu(out, c);
	}
}

static void
encode(struct buf *out, struct str s, int ascii)
{
	size_t at, next;
	uint32_t c;

	for (at = 0; at < s.n; at = next) {
		next = at;
		c = utf8_next(s, &next);
		if (c == UTF8_BAD)
			buf_putc(out, s.p[at]);
		else
			put_char(out, c, ascii);
	}
}

/* Text goes back in the manner of the line: one that is all ASCII stays
 * so. */
void
record_splice(const struct record *r, struct str line,
    const struct edits *changes, struct edits *out)
{
	int ascii = utf8_ascii(line, 0) == line.n;
	struct edits both = { 0 };
	struct buf text = { 0 };
	const struct edit *e;
	size_t i;

	edits_compose(&r->decoded, changes, buf_str(&r->text), &both);
	for (i = 0; i < both.n; i++) {
		e = &both.v[i];
		if (e->note_len == 0)
			continue;
		text.n = 0;
		encode(&text, edit_text(&both, e), ascii);
		if (str_eq(buf_str(&text),
		        str_of(line.p + r->off + e->off, e->len)))
			continue;
		edits_put(out, r->off + e->off, e->len, buf_str(&text), 0);
		edits_note(out, edit_note(&both, e));
	}
	buf_free(&text);
	edits_free(&both);
}

void
record_free(struct record *r)
{
	buf_free(&r->text);
	edits_free(&r->decoded);
}
