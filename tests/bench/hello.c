/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hello.c — the least an evhttp server can do: it says hello to whatever it is asked. What the
 * daemon needs for a durable text is told as so many of these. Prints its port; ends with stdin.
 */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_request(struct evhttp_request *request, void *arg)
{
    (void)arg;
    evbuffer_add(evhttp_request_get_output_buffer(request), "hello", 5);
    evhttp_send_reply(request, HTTP_OK, "OK", NULL);
}

static void on_stdin(evutil_socket_t fd, short what, void *arg)
{
    char byte;

    (void)what;
    if (read(fd, &byte, 1) <= 0) event_base_loopbreak(arg);
}

static int port_of(struct evhttp_bound_socket *bound)
{
    struct sockaddr_in address;
    socklen_t len = sizeof address;

    if (getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &len)) return 0;
    return ntohs(address.sin_port);
}

int main(void)
{
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
    struct event *input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, on_stdin, base);

    if (!bound || event_add(input, NULL)) return 1;
    evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
    evhttp_set_gencb(http, on_request, NULL);
    printf("%d\n", port_of(bound));
    fflush(stdout);
    event_base_dispatch(base);
    event_free(input);
    evhttp_free(http);
    event_base_free(base);
    return 0;
}
