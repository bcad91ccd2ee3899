"""The hot path: starting, saving and handing in, in front of Django's pages (docs/contests.md, decision 20).

`app` is the ASGI application and knows HTTP; `language` what is said; `handling` what is allowed; `rounds` keeps what
is asked in memory; `writing` makes it durable, many at a time.
"""
