"""Which slot for whom: what each household could do as arrays (``options``, ``shelter``), who has what
(``assignment``), prices (``flow``, ``master``), what they prove (``bound``), and families kept whole (``improve``)."""
