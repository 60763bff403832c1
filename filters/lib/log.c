#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "log.h"
#include "xxh64.h"

static const char head[] = "pumice-edits\t1";

/* A field: what would end it, and bytes that a terminal would act on, are
 * escaped. */
static void
put_field(struct buf *out, struct str s)
{
	unsigned char c;
	size_t i, from = 0;

	for (i = 0; i < s.n; i++) {
		c = (unsigned char)s.p[i];
		if (c >= ' ' && c != '\\' && c != 0x7f)
			continue;
		buf_put(out, str_cut(s, from, i));
		from = i + 1;
		if (c == '\t')
			buf_puts(out, "\\t");
		else if (c == '\n')
			buf_puts(out, "\\n");
		else if (c == '\\')
			buf_puts(out, "\\\\");
		else
			buf_printf(out, "\\x%02x", c);
	}
	buf_put(out, str_cut(s, from, s.n));
}

void
log_begin(struct buf *out)
{
	buf_printf(out, "%s\n", head);
}

static void
put_sums(struct buf *out, struct str from, struct str to)
{
	buf_printf(out, "\t%zu\t%016" PRIx64 "\t%zu\t%016" PRIx64, from.n,
	    xxh64(from), to.n, xxh64(to));
}

static void
put_edit(struct buf *out, const struct filter *f, const struct edits *es,
    const struct edit *e, struct str in)
{
	buf_printf(out, "%s\t%" PRIu32 "\t%" PRIu32 "\t%u\t%s\t",
	    e->held ? "held" : "edit", e->off, e->len,
	    f == NULL ? 100 : f->rules[e->rule].confidence,
	    f == NULL ? "splice" : f->rules[e->rule].name);
	put_field(out, str_of(in.p + e->off, e->len));
	buf_putc(out, '\t');
	put_field(out, edit_text(es, e));
	buf_putc(out, '\t');
	put_field(out, edit_note(es, e));
	buf_putc(out, '\n');
}

static void
put_stage(struct buf *out, const struct filter *f, const struct edits *es,
    struct str from, struct str to)
{
	size_t i;

	buf_printf(out, "%s\t%s\t%s", f == NULL ? "record" : "stage",
	    f == NULL ? "jsonl" : f->name, VERSION);
	put_sums(out, from, to);
	buf_putc(out, '\n');
	for (i = 0; i < es->n; i++)
		put_edit(out, f, es, &es->v[i], from);
}

void
log_document(struct buf *out, const struct frame *f, const struct run *r)
{
	int whole = f->in.n == 0;
	size_t i;

	buf_puts(out, "document\t");
	put_field(out, str_from(f->name));
	buf_printf(out, "\t%zu", f->record);
	put_sums(out, whole ? r->in : f->in, whole ? run_out(r) : f->out);
	buf_putc(out, '\t');
	put_field(out, f->tail);
	buf_putc(out, '\n');
	for (i = 0; i < r->n; i++)
		if (r->v[i].edits.n > 0)
			put_stage(out, r->v[i].filter, &r->v[i].edits,
			    run_in(r, i), run_in(r, i + 1));
	if (!whole && f->splice->n > 0)
		put_stage(out, NULL, f->splice, f->in, f->out);
}

/* Reading. */

enum { FIELDS = 8 };

static void broken(const struct log_reader *, const char *)
    __attribute__((noreturn));

static void
broken(const struct log_reader *r, const char *why)
{
	die("%s:%zu: %s", r->path, r->line, why);
}

static struct str
next_line(struct log_reader *r)
{
	size_t end = str_chr(r->text, r->at, '\n');
	struct str line = str_cut(r->text, r->at, end);

	r->line++;
	if (end == r->text.n)
		broken(r, "the log ends in the middle of a line");
	r->at = end + 1;
	return line;
}

void
log_open(struct log_reader *r, const char *path, struct str text)
{
	*r = (struct log_reader){ .path = path, .text = text };
	if (text.n == 0 || !str_eq(next_line(r), str_from(head)))
		die("%s: not a log of edits", path);
}

static struct str
unescape(struct log_reader *r, struct log_document *d, struct str s)
{
	size_t i, n = 0;
	char *p;

	if (str_chr(s, 0, '\\') == s.n)
		return s;
	d->copies =
	    mem_room(d->copies, d->ncopies, &d->copies_cap, sizeof(*d->copies));
	p = d->copies[d->ncopies++] = mem_new(s.n, 1);
	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '\\') {
			p[n++] = s.p[i];
		} else if (i + 3 < s.n && s.p[i + 1] == 'x' &&
		           hex_digit(s.p[i + 2]) >= 0 &&
		           hex_digit(s.p[i + 3]) >= 0) {
			p[n++] = (char)(hex_digit(s.p[i + 2]) << 4 |
			                hex_digit(s.p[i + 3]));
			i += 3;
		} else if (i + 1 < s.n && memchr("tn\\", s.p[i + 1], 3)) {
			i++;
			p[n++] = s.p[i] == 't'   ? '\t'
			         : s.p[i] == 'n' ? '\n'
			                         : '\\';
		} else {
			broken(r, "a broken escape");
		}
	}
	return str_of(p, n);
}

static size_t
number(const struct log_reader *r, struct str s)
{
	int64_t n = str_num(s);

	if (n < 0)
		broken(r, "a number is broken");
	return (size_t)n;
}

static uint64_t
sum(const struct log_reader *r, struct str s)
{
	uint64_t x = 0;
	size_t i;

	if (s.n != 16)
		broken(r, "a checksum is broken");
	for (i = 0; i < s.n; i++) {
		if (hex_digit(s.p[i]) < 0)
			broken(r, "a checksum is broken");
		x = x << 4 | (uint64_t)hex_digit(s.p[i]);
	}
	return x;
}

static size_t
split(struct str line, struct str *field)
{
	size_t a, b, n = 0;

	for (a = 0; n < FIELDS; a = b + 1) {
		b = str_chr(line, a, '\t');
		field[n++] = str_cut(line, a, b);
		if (b == line.n)
			return n;
	}
	return FIELDS + 1;
}

static void
read_document(struct log_reader *r, struct log_document *d, const struct str *f)
{
	d->name = unescape(r, d, f[1]);
	d->record = number(r, f[2]);
	d->in_len = number(r, f[3]);
	d->in_sum = sum(r, f[4]);
	d->out_len = number(r, f[5]);
	d->out_sum = sum(r, f[6]);
	d->tail = unescape(r, d, f[7]);
}

static struct log_stage *
read_stage(struct log_reader *r, struct log_document *d, const struct str *f)
{
	struct log_stage *s = &d->splice;

	if (str_eq(f[0], STR("stage"))) {
		d->stage = mem_room(
		    d->stage, d->nstages, &d->stages_cap, sizeof(*d->stage));
		s = &d->stage[d->nstages++];
	}
	*s = (struct log_stage){ .filter = f[1],
		.version = f[2],
		.in_len = number(r, f[3]),
		.in_sum = sum(r, f[4]),
		.out_len = number(r, f[5]),
		.out_sum = sum(r, f[6]),
		.first = d->n };
	return s;
}

static void
read_edit(struct log_reader *r, struct log_document *d, const struct str *f)
{
	size_t off = number(r, f[1]), len = number(r, f[2]);
	struct log_edit *e;

	d->v = mem_room(d->v, d->n, &d->cap, sizeof(*d->v));
	e = &d->v[d->n++];
	*e = (struct log_edit){ .confidence = (unsigned)number(r, f[3]),
		.rule = f[4],
		.old = unescape(r, d, f[5]),
		.new = unescape(r, d, f[6]),
		.note = unescape(r, d, f[7]) };
	if (off > EDITS_MAX || len > EDITS_MAX || len != e->old.n)
		broken(r, "the place of an edit is broken");
	e->place.off = (uint32_t)off;
	e->place.len = (uint32_t)len;
	e->place.held = str_eq(f[0], STR("held")) != 0;
}

int
log_next(struct log_reader *r, struct log_document *d)
{
	struct log_stage *s = NULL;
	struct str f[FIELDS];
	size_t n, before;
	int any = 0;

	memset(d, 0, sizeof(*d));
	while (r->at < r->text.n) {
		before = r->at;
		n = split(next_line(r), f);
		if (n == 8 && str_eq(f[0], STR("document"))) {
			if (any) {
				r->at = before;
				r->line--;
				break;
			}
			any = 1;
			read_document(r, d, f);
		} else if (any && n == 7 &&
		           (str_eq(f[0], STR("stage")) ||
		               str_eq(f[0], STR("record")))) {
			s = read_stage(r, d, f);
		} else if (s != NULL && n == 8 &&
		           (str_eq(f[0], STR("edit")) ||
		               str_eq(f[0], STR("held")))) {
			read_edit(r, d, f);
			s->n++;
		} else {
			broken(r, "not a line of a log");
		}
	}
	return any;
}

void
log_document_free(struct log_document *d)
{
	size_t i;

	for (i = 0; i < d->ncopies; i++)
		free(d->copies[i]);
	free(d->copies);
	free(d->stage);
	free(d->v);
	memset(d, 0, sizeof(*d));
}

/* Take one stage back: each new text must stand where it was put. */
static const char *
undo_stage(const struct log_document *d, const struct log_stage *s,
    struct str clean, struct buf *out)
{
	const struct log_edit *e;
	size_t i, at = 0, from = 0, skip;

	if (clean.n != s->out_len || xxh64(clean) != s->out_sum)
		return "not the text that was written";
	for (i = s->first; i < s->first + s->n; i++) {
		e = &d->v[i];
		if (e->place.held)
			continue;
		if (e->place.off < from)
			return "the log is broken: edits are out of order";
		skip = e->place.off - from;
		if (skip > clean.n - at ||
		    !str_starts(str_cut(clean, at + skip, clean.n), e->new))
			return "the log is broken: an edit is not there";
		buf_put(out, str_cut(clean, at, at + skip));
		buf_put(out, e->old);
		at += skip + e->new.n;
		from = (size_t)e->place.off + e->place.len;
	}
	buf_put(out, str_cut(clean, at, clean.n));
	if (out->n != s->in_len || xxh64(buf_str(out)) != s->in_sum)
		return "the log is broken: it does not lead back";
	return NULL;
}

const char *
log_undo(const struct log_document *d, struct str clean, struct buf *original)
{
	struct buf last = { 0 };
	const char *why = NULL;
	size_t i;

	if (clean.n != d->out_len || xxh64(clean) != d->out_sum)
		return "not the text that was written";
	original->n = 0;
	if (d->splice.filter.n > 0)
		return undo_stage(d, &d->splice, clean, original);
	buf_put(original, clean);
	for (i = d->nstages; why == NULL && i-- > 0;) {
		buf_swap(original, &last);
		original->n = 0;
		why = undo_stage(d, &d->stage[i], buf_str(&last), original);
	}
	buf_free(&last);
	return why;
}
