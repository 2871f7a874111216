"""Pages of rules, and the rules that explain a symptom."""
