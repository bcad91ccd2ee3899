"""Forms: from a JSON definition to a page, from a post to checked answers, from answers to papers.

A form has a code and versions; a version never changes. `docs/forms.md` is the format's reference. A page that lets
somebody fill one in needs these calls and no others:

    from doanso.blocks.eforms import engine, queries, render, services, tokens
    from doanso.blocks.eforms.prefill import prefill

    definition = queries.definition(version.form_id)             # compiled, kept in memory

    # GET: nothing is written
    ticket = tokens.Ticket.new(version.form_id, procedure.code)  # the draft's secret, signed for this form
    reading = engine.start(definition, prefill(definition, person, today=today), today=today)
    html = render.form(definition, reading, page=0, csrf_token=get_token(request), ticket=ticket)

    # GET /...?nhap=<token>: go on with a draft
    draft = queries.draft(token, now=now)                        # None: ended; check draft.person when it is set
    reading = engine.start(definition, raw=draft.raw, today=today)

    # POST
    ticket = tokens.Ticket(request.POST["_draft"], request.POST["_ticket"])
    stored = draft.raw if (draft := queries.draft(ticket.token, now=now)) else {}
    page = queries.page_number(definition, request.POST.get("_page", ""))
    reading = engine.read(
        definition, request.POST, request.FILES, stored=stored, page=page, today=today,
        store=partial(services.keep_file, by=person, now=now),
    )
    reading.action.name      # submit, next, back, save, add, del
    reading.errors_on(definition, page)  # may "next" go on?     reading.pages(definition): which pages are asked
    services.save_draft(ticket=ticket, raw=reading.raw, page=page, by=person, now=now)
    if reading.action.name == "submit" and reading.ok:
        ...                                                       # keep reading.answers, then in the same transaction:
        services.claim_files(reading.file_tokens(definition)); services.discard_draft(token=ticket.token, ...)
    else:
        render.form(definition, reading, page=reading.first_bad_page(definition), ...)

The page loads `eforms/form.css` and `<script type="module" src="eforms/form.js">`; the receipt `eforms/done.js`.
Programs: `schema.json_schema(definition)`, `engine.check(definition, answers, today=today)`. Reading views and papers:
`render.rows(definition, answers)`. An officer returns a dossier for correction: `engine.start(definition, answers)`.
"""
