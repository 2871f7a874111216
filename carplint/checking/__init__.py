"""Run the rules: which ones, how severe, what is suppressed or known, and the fixes."""
