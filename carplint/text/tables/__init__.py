"""LALR tables generated from grammars/: one module a grammar."""
