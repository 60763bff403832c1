#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "pool.h"

struct worker {
	pid_t pid;
	int fd;
	int busy;
};

struct pool {
	const struct work *work;
	void (*take)(void *, struct result *);
	void *ctx;
	struct worker *v;
	unsigned jobs; /* workers; 0 where there are none */
	unsigned next; /* the worker that the next batch goes to */
	struct result result;
};

/* All of n bytes, both ways; 0 where the other end is gone. */

static int
put_all(int fd, const void *p, size_t n)
{
	ssize_t put;

	for (; n > 0; n -= (size_t)put, p = (const char *)p + put) {
		put = send(fd, p, n, MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			put = 0;
		if (put < 0)
			return 0;
	}
	return 1;
}

static int
get_all(int fd, void *p, size_t n)
{
	ssize_t got;

	for (; n > 0; n -= (size_t)got, p = (char *)p + got) {
		got = recv(fd, p, n, 0);
		if (got < 0 && errno == EINTR) {
			got = 0;
			continue;
		}
		if (got <= 0)
			return 0;
	}
	return 1;
}

static int
put_str(int fd, struct str s)
{
	return put_all(fd, &s.n, sizeof(s.n)) && put_all(fd, s.p, s.n);
}

static int
get_buf(int fd, struct buf *b)
{
	size_t n;

	b->n = 0;
	return get_all(fd, &n, sizeof(n)) && get_all(fd, buf_grow(b, n), n);
}

static int
put_result(int fd, const struct result *r)
{
	return put_str(fd, result_out(r)) && put_str(fd, buf_str(&r->log)) &&
	       put_str(fd, buf_str(&r->diff)) &&
	       put_str(fd, buf_str(&r->rejected)) &&
	       put_str(fd, buf_str(&r->complaints)) &&
	       put_all(fd, r->tally, r->ntally * sizeof(*r->tally));
}

static int
get_result(int fd, struct result *r)
{
	return get_buf(fd, &r->out) && get_buf(fd, &r->log) &&
	       get_buf(fd, &r->diff) && get_buf(fd, &r->rejected) &&
	       get_buf(fd, &r->complaints) &&
	       get_all(fd, r->tally, r->ntally * sizeof(*r->tally));
}

static void
worker_main(const struct work *w, int fd)
{
	struct buf name = { 0 }, bytes = { 0 };
	struct result r;
	struct batch b;

	result_open(&r, w);
	while (get_all(fd, &b.record, sizeof(b.record)) && get_buf(fd, &name) &&
	       get_buf(fd, &bytes)) {
		b.name = buf_cstr(&name);
		b.bytes = buf_str(&bytes);
		result_clear(&r);
		work_batch(w, &b, &r);
		if (!put_result(fd, &r))
			break;
	}
	_exit(0);
}

static void
start(struct pool *p, unsigned i)
{
	int ends[2];
	unsigned k;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		die_errno("--jobs");
	if ((p->v[i].pid = fork()) < 0)
		die_errno("--jobs");
	if (p->v[i].pid == 0) {
		close(ends[0]);
		for (k = 0; k < i; k++)
			close(p->v[k].fd);
		worker_main(p->work, ends[1]);
	}
	close(ends[1]);
	p->v[i].fd = ends[0];
}

struct pool *
pool_open(const struct work *w, unsigned jobs,
    void (*take)(void *, struct result *), void *ctx)
{
	struct pool *p = mem_new(1, sizeof(*p));
	unsigned i;

	p->work = w;
	p->take = take;
	p->ctx = ctx;
	result_open(&p->result, w);
	if (jobs < 2)
		return p;
	p->jobs = jobs;
	p->v = mem_new(jobs, sizeof(*p->v));
	for (i = 0; i < jobs; i++)
		start(p, i);
	return p;
}

/* A worker that ended has said why, unless something ended it. */
static void lost(const struct worker *) __attribute__((noreturn));

static void
lost(const struct worker *w)
{
	int status = 0;

	waitpid(w->pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_TROUBLE)
		exit(EXIT_TROUBLE);
	die("a worker was lost");
}

static void
finish(struct pool *p, struct worker *w)
{
	if (!w->busy)
		return;
	if (!get_result(w->fd, &p->result))
		lost(w);
	w->busy = 0;
	p->take(p->ctx, &p->result);
}

/* Batches go round the workers, so the results come back in order; a
 * worker that is given one has nothing left to say, so neither side waits
 * for the other to listen. */
void
pool_put(struct pool *p, const struct batch *b)
{
	struct worker *w;

	if (p->jobs == 0) {
		result_clear(&p->result);
		work_batch(p->work, b, &p->result);
		p->take(p->ctx, &p->result);
		return;
	}
	w = &p->v[p->next];
	finish(p, w);
	if (!put_all(w->fd, &b->record, sizeof(b->record)) ||
	    !put_str(w->fd, str_from(b->name)) || !put_str(w->fd, b->bytes))
		lost(w);
	w->busy = 1;
	p->next = (p->next + 1) % p->jobs;
}

void
pool_drain(struct pool *p)
{
	unsigned i;

	for (i = 0; i < p->jobs; i++)
		finish(p, &p->v[(p->next + i) % p->jobs]);
}

void
pool_close(struct pool *p)
{
	unsigned i;

	pool_drain(p);
	for (i = 0; i < p->jobs; i++)
		close(p->v[i].fd);
	for (i = 0; i < p->jobs; i++)
		waitpid(p->v[i].pid, NULL, 0);
	free(p->v);
	result_free(&p->result);
	free(p);
}
