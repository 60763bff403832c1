/*
 * review - make of a log and its clean text one page to look at
 *
 * The page holds the original text with every change marked in place, the
 * rule and the reason on hover, the edits that were held, and counts by
 * rule.  A filter can be switched off in the page: its changes then show
 * what stood there before.  It is one file that loads nothing.
 *
 * A change is what the stages did to one place, taken together: each stage's
 * edits are composed, noted with their numbers in the log, so that a mark
 * knows all that had a hand in it.
 */
#include <stdlib.h>

#include "die.h"
#include "io.h"
#include "map.h"
#include "tool.h"

static const char usage[] =
    "usage: pumice-review [-hV] [-o FILE] LOG [CLEAN]\n"
    "Make a page that shows what was changed, and why.\n"
    "  -h, --help         print this and leave\n"
    "  -o, --output=FILE  write to FILE\n"
    "  -V, --version      print the version and leave\n";

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>pumice review</title>\n"
    "<style>\n"
    ":root{--fg:#222;--bg:#fffdf8;--soft:#f3efe4;--line:#d9d2c0;"
    "--del:#b3261e;--delbg:#fbe3e0;--ins:#17663a;--insbg:#dcf2e3;"
    "--held:#8a6100;--heldbg:#fff0c8}\n"
    "@media(prefers-color-scheme:dark){:root{--fg:#ddd;--bg:#191816;"
    "--soft:#24221e;--line:#3d3a33;--del:#ff8f86;--delbg:#44201d;"
    "--ins:#7fdba2;--insbg:#173624;--held:#e8c26a;--heldbg:#3d3116}}\n"
    "body{margin:0;color:var(--fg);background:var(--bg);"
    "font:16px/1.6 Georgia,serif;display:flex}\n"
    "nav{box-sizing:border-box;width:21rem;flex:none;height:100vh;"
    "position:sticky;top:0;overflow:auto;padding:1rem;background:"
    "var(--soft);border-right:1px solid var(--line);"
    "font:14px/1.4 system-ui,sans-serif}\n"
    "nav h1{font-size:1.1rem;margin:0 0 .7rem}\n"
    "nav table{border-collapse:collapse;width:100%}\n"
    "nav td,nav th{padding:.1rem .3rem;text-align:right}\n"
    "nav th:first-child,nav td:first-child{text-align:left}\n"
    "nav tr.filter td{border-top:1px solid var(--line);"
    "font-weight:600}\n"
    "nav label{cursor:pointer}\n"
    "main{max-width:46rem;padding:1rem 2rem 4rem;min-width:0}\n"
    "main h2{font:600 1rem system-ui,sans-serif;"
    "border-bottom:1px solid var(--line)}\n"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "del{color:var(--del);background:var(--delbg)}\n"
    "ins{color:var(--ins);background:var(--insbg);"
    "text-decoration:none}\n"
    ".c{cursor:help;border-radius:2px}\n"
    ".c:focus{outline:2px solid currentColor}\n"
    ".c.off ins{display:none}\n"
    ".c.off del{color:inherit;background:none;text-decoration:none}\n"
    ".c.off .v,.clean .c del,.clean .held{display:none}\n"
    ".clean .c.off del{display:inline}\n"
    ".clean .c ins{color:inherit;background:none}\n"
    ".held{border-bottom:2px dotted var(--held);cursor:help}\n"
    "ul.held-list{list-style:none;padding:0;"
    "font:14px/1.5 system-ui,sans-serif}\n"
    "ul.held-list li{padding:.3rem .5rem;margin:.3rem 0;"
    "background:var(--heldbg)}\n"
    "</style></head><body>\n";

static const char script[] =
    "<script>\n"
    "const boxes=[...document.querySelectorAll('nav input[data-f]')];\n"
    "const marks=[...document.querySelectorAll('.c')];\n"
    "function show(){const off=new Set(boxes.filter(b=>!b.checked)"
    ".map(b=>b.dataset.f));\n"
    "for(const m of marks)m.classList.toggle('off',"
    "m.dataset.f.split(' ').every(f=>off.has(f)));\n"
    "document.body.classList.toggle('clean',"
    "document.getElementById('clean').checked);}\n"
    "for(const b of document.querySelectorAll('nav input'))"
    "b.addEventListener('change',show);\n"
    "for(const f of new URLSearchParams(location.hash.slice(1))"
    ".getAll('off'))for(const b of boxes)"
    "if(b.dataset.f===f)b.checked=false;\n"
    "let at=-1;document.addEventListener('keydown',e=>{"
    "if(e.key!=='n'&&e.key!=='p')return;"
    "const seen=marks.filter(m=>!m.classList.contains('off'));"
    "if(!seen.length)return;"
    "at=(at+(e.key==='n'?1:seen.length-1)+seen.length)%seen.length;"
    "seen[at].focus();seen[at].scrollIntoView({block:'center'});});\n"
    "show();\n"
    "</script></body></html>\n";

struct page {
	struct buf body;
	struct map filters; /* in the order they are met */
	struct map rules;   /* FILTER/RULE, applied; then held at "?..." */
	size_t documents;
};

/* Text that may be shown: what HTML or a reader cannot take is spelled. */
static void
put_text(struct buf *out, struct str s)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < s.n; i++) {
		c = (unsigned char)s.p[i];
		if (c == '<')
			buf_puts(out, "&lt;");
		else if (c == '>')
			buf_puts(out, "&gt;");
		else if (c == '&')
			buf_puts(out, "&amp;");
		else if (c == '"')
			buf_puts(out, "&quot;");
		else if (c < ' ' && c != '\n' && c != '\t')
			buf_printf(out, "\xe2\x90%c", 0x80 + c);
		else
			buf_putc(out, c);
	}
}

/* White space that goes or comes is made visible. */
static void
put_marks(struct buf *out, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\n' && s.p[i] != '\t')
			break;
	if (i < s.n || s.n == 0)
		return;
	buf_puts(out, "<span class=\"v\">");
	for (i = 0; i < s.n; i++)
		buf_puts(out, s.p[i] == '\n' ? "\u21b5" : "\u00b7");
	buf_puts(out, "</span>");
}

static void
put_side(struct buf *out, const char *tag, struct str s)
{
	if (s.n == 0)
		return;
	buf_printf(out, "<%s>", tag);
	put_marks(out, s);
	put_text(out, s);
	buf_printf(out, "</%s>", tag);
}

static void
put_reason(
    struct buf *out, const struct log_stage *st, const struct log_edit *e)
{
	put_text(out, st->filter);
	buf_putc(out, '/');
	put_text(out, e->rule);
	buf_printf(out, " (%u%%): ", e->confidence);
	put_text(out, str_cut(e->old, 0, e->old.n < 80 ? e->old.n : 80));
	buf_puts(out, " \u2192 ");
	put_text(out, str_cut(e->new, 0, e->new.n < 80 ? e->new.n : 80));
	if (e->note.n > 0) {
		buf_puts(out, " \u2014 ");
		put_text(out, e->note);
	}
	buf_putc(out, '\n');
}

static const struct log_stage *
stage_of(const struct log_document *d, size_t edit)
{
	size_t i;

	for (i = 0; i < d->nstages; i++)
		if (edit < d->stage[i].first + d->stage[i].n)
			return &d->stage[i];
	return &d->splice;
}

/* The next number in a note that is a list of them. */
static int
next_number(struct str note, size_t *at, size_t *number)
{
	size_t end;

	if (*at >= note.n)
		return 0;
	end = str_chr(note, *at, ' ');
	*number = (size_t)str_num(str_cut(note, *at, end));
	*at = end + 1;
	return 1;
}

static void
put_change(struct buf *out, const struct log_document *d,
    const struct edits *es, const struct edit *e, struct str in)
{
	struct str note = edit_note(es, e);
	struct buf names = { 0 };
	size_t at = 0, i;

	while (next_number(note, &at, &i))
		edits_add_notes(&names, stage_of(d, i)->filter);
	buf_printf(out, "<span class=\"c\" tabindex=\"-1\" data-f=\"");
	put_text(out, buf_str(&names));
	buf_puts(out, "\" title=\"");
	for (at = 0; next_number(note, &at, &i);)
		put_reason(out, stage_of(d, i), &d->v[i]);
	buf_puts(out, "\">");
	put_side(out, "del", str_of(in.p + e->off, e->len));
	put_side(out, "ins", edit_text(es, e));
	buf_puts(out, "</span>");
	buf_free(&names);
}

/* The edits of a stage, noted with their numbers. */
static void
numbered(
    const struct log_document *d, const struct log_stage *st, struct edits *out)
{
	const struct log_edit *e;
	char number[24];
	size_t i;

	for (i = st->first; i < st->first + st->n; i++) {
		e = &d->v[i];
		if (e->place.held)
			continue;
		edits_put(out, e->place.off, e->place.len, e->new, 0);
		snprintf(number, sizeof(number), "%zu", i);
		edits_note(out, str_from(number));
	}
}

struct held {
	size_t off; /* in the original */
	size_t edit;
};

struct shown {
	struct edits all; /* from the original to the clean text */
	struct held *held;
	size_t nheld, held_cap;
};

static void
hold(const struct log_document *d, const struct log_stage *st,
    const struct edits *before, struct shown *s)
{
	size_t i;

	for (i = st->first; i < st->first + st->n; i++) {
		if (!d->v[i].place.held)
			continue;
		s->held =
		    mem_room(s->held, s->nheld, &s->held_cap, sizeof(*s->held));
		s->held[s->nheld++] =
		    (struct held){ edits_source(before, d->v[i].place.off), i };
	}
}

/* Run the stages again from the log alone. */
static void
replay(const struct log_document *d, struct str in, struct shown *s)
{
	struct edits one, both;
	struct buf mid = { 0 }, next = { 0 };
	size_t i, n = d->splice.filter.n > 0 ? 1 : d->nstages;
	const struct log_stage *st;

	buf_put(&mid, in);
	for (i = 0; i < n; i++) {
		st = d->splice.filter.n > 0 ? &d->splice : &d->stage[i];
		memset(&one, 0, sizeof(one));
		memset(&both, 0, sizeof(both));
		numbered(d, st, &one);
		hold(d, st, &s->all, s);
		edits_compose(&s->all, &one, buf_str(&mid), &both);
		next.n = 0;
		edits_apply(&one, buf_str(&mid), &next);
		buf_swap(&mid, &next);
		edits_free(&one);
		edits_free(&s->all);
		s->all = both;
	}
	buf_free(&mid);
	buf_free(&next);
}

static void
put_document(struct page *p, const struct log_document *d, struct str in,
    const struct shown *s)
{
	const struct edit *e;
	size_t i, at = 0;

	buf_puts(&p->body, "<section><h2>");
	put_text(&p->body,
	    str_eq(d->name, STR("-")) ? STR("standard input") : d->name);
	if (d->record > 0)
		buf_printf(&p->body, ", record %zu", d->record);
	buf_puts(&p->body, "</h2>\n<div class=\"text\">");
	for (i = 0; i < s->all.n; i++) {
		e = &s->all.v[i];
		put_text(&p->body, str_cut(in, at, e->off));
		put_change(&p->body, d, &s->all, e, in);
		at = e->off + (size_t)e->len;
	}
	put_text(&p->body, str_cut(in, at, in.n));
	buf_puts(&p->body, "</div>\n");
}

static size_t
context(struct str in, size_t at, int step)
{
	size_t n;

	for (n = 0; n < 40 && at > 0 && at < in.n && in.p[at] != '\n'; n++)
		at = step < 0 ? at - 1 : at + 1;
	/* Not inside a character. */
	while (at > 0 && at < in.n && ((unsigned char)in.p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static void
put_held(struct page *p, const struct log_document *d, struct str in,
    const struct shown *s)
{
	size_t i, from, to;

	if (s->nheld > 0)
		buf_puts(&p->body, "<h2>Held</h2><ul class=\"held-list\">\n");
	for (i = 0; i < s->nheld; i++) {
		buf_puts(&p->body, "<li>");
		put_reason(&p->body, stage_of(d, s->held[i].edit),
		    &d->v[s->held[i].edit]);
		from = context(in, s->held[i].off, -1);
		to = context(in, s->held[i].off, 1);
		buf_puts(&p->body, "<br><small>\u2026");
		put_text(&p->body, str_cut(in, from, to));
		buf_puts(&p->body, "\u2026</small></li>\n");
	}
	if (s->nheld > 0)
		buf_puts(&p->body, "</ul>\n");
	buf_puts(&p->body, "</section>\n");
}

/* Counts are of the stages' edits. */
static void
count(struct page *p, const struct log_document *d)
{
	const struct log_stage *st;
	struct buf name = { 0 };
	size_t i, k;

	for (i = 0; i < d->nstages; i++) {
		st = &d->stage[i];
		map_put(&p->filters, st->filter);
		for (k = st->first; k < st->first + st->n; k++) {
			name.n = 0;
			buf_put(&name, st->filter);
			buf_putc(&name, '/');
			buf_put(&name, d->v[k].rule);
			*map_put(&p->rules, buf_str(&name)) +=
			    d->v[k].place.held ? (int64_t)1 << 32 : 1;
		}
	}
	buf_free(&name);
}

static void
review_document(struct page *p, const struct log_document *d,
    const char *subject, struct str clean)
{
	struct buf original = { 0 };
	struct shown s = { 0 };
	const char *why = log_undo(d, clean, &original);

	if (why != NULL)
		die("%s: %s", subject, why);
	replay(d, buf_str(&original), &s);
	put_document(p, d, buf_str(&original), &s);
	put_held(p, d, buf_str(&original), &s);
	count(p, d);
	p->documents++;
	edits_free(&s.all);
	free(s.held);
	buf_free(&original);
}

static void
put_counts(struct buf *out, const struct page *p)
{
	const struct map_entry *f, *r;
	size_t i, k;

	buf_printf(out,
	    "<nav><h1>pumice review</h1>\n"
	    "<p>%zu document%s. Hover over a change for its rule and "
	    "reason; <kbd>n</kbd> and <kbd>p</kbd> walk through them.</p>\n"
	    "<p><label><input type=\"checkbox\" id=\"clean\"> clean text "
	    "only</label></p>\n"
	    "<table><tr><th>rule</th><th>applied</th><th>held</th></tr>\n",
	    p->documents, p->documents == 1 ? "" : "s");
	for (i = 0; i < p->filters.n; i++) {
		f = &p->filters.v[i];
		buf_puts(out, "<tr class=\"filter\"><td colspan=\"3\"><label>"
		              "<input type=\"checkbox\" checked data-f=\"");
		put_text(out, f->key);
		buf_puts(out, "\"> ");
		put_text(out, f->key);
		buf_puts(out, "</label></td></tr>\n");
		for (k = 0; k < p->rules.n; k++) {
			r = &p->rules.v[k];
			if (!str_starts(r->key, f->key) ||
			    r->key.p[f->key.n] != '/')
				continue;
			buf_puts(out, "<tr><td>");
			put_text(out, str_cut(r->key, f->key.n + 1, r->key.n));
			buf_printf(out,
			    "</td><td>%lld</td><td>%lld</td></tr>\n",
			    (long long)(r->value & 0xffffffff),
			    (long long)(r->value >> 32));
		}
	}
	buf_puts(out, "</table></nav>\n<main>\n");
}

static void
write_page(const struct page *p, const struct tool *t)
{
	struct buf nav = { 0 };
	FILE *f = tool_output(t);

	put_counts(&nav, p);
	io_write(f, str_from(head));
	io_write(f, buf_str(&nav));
	io_write(f, buf_str(&p->body));
	io_write(f, STR("</main>\n"));
	io_write(f, str_from(script));
	tool_written(t, f);
	buf_free(&nav);
}

static void
review(struct tool *t)
{
	const char *subject = io_name(t->clean);
	struct buf clean = { 0 };
	struct log_document d;
	struct page p = { 0 };
	struct str rest;

	io_read(t->clean, &clean);
	rest = buf_str(&clean);
	while (log_next(&t->reader, &d)) {
		if (rest.n < d.out_len + d.tail.n)
			die("%s: not the text that was written", subject);
		review_document(&p, &d, subject, str_cut(rest, 0, d.out_len));
		rest = str_cut(rest, d.out_len + d.tail.n, rest.n);
		log_document_free(&d);
	}
	write_page(&p, t);
	map_free(&p.filters);
	map_free(&p.rules);
	buf_free(&p.body);
	buf_free(&clean);
}

int
main(int argc, char **argv)
{
	struct tool t = { .name = "pumice-review", .usage = usage };

	tool_open(&t, argc, argv);
	review(&t);
	tool_close(&t);
	return 0;
}
