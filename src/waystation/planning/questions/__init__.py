"""What is asked about a plan: ``why`` this slot, what if (``supposing``, ``happening``, ``apart``), what few changes
cost (``replan``), what more would save (``prices``, ``buys``), and who waits how long (``fairness``)."""
