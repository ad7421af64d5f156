"""Typed policy documents: a regulation's numbers, dated and cited, beside its paraphrased clauses. No Django."""
