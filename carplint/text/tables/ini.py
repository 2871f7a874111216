"""Generated from grammars/ini.lark by tools/gen_tables.py: do not edit."""

# ruff: noqa
GRAMMAR_SHA256 = '7d92c6f69b20f2ef0a8ee362a58e2b6628b762202806b158cf4a725f95aee09c'
PATTERN = '([ \t]*+\\[[^\\]\n]*+\\][ \t\r]*+(?:\n|\\Z))|([ \t]*+[^ \t\r\n=\\[#;][^=\n]*+=[^\n]*+(?:\n|\\Z))|((?:[ \t\r]*+(?:[#;][^\n]*+)?+\n)++|[ \t\r]*+[#;][^\n]*+\\Z|[ \t\r]++\\Z)|([^\n]*+\n|[^\n]++\\Z)'
KINDS = ['', 'SECTION', 'ENTRY', 'TRIVIA', 'JUNK']
ACTION = [[-2, 3, 1, 4, 2], [-4, -4, -4, -4, -4], [-6, -6, -6, -6, -6], [-3, -3, -3, -3, -3], [-5, -5, -5, -5, -5], [-1, 9, 7, 10, 8], [None, None, None, None, None], [-8, -8, -8, -8, -8], [-10, -10, -10, -10, -10], [-7, -7, -7, -7, -7], [-9, -9, -9, -9, -9]]
GOTO = [[5, 6], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None]]
RULES = [(1, 1, 'start'), (1, 0, 'start'), (0, 1, 'new'), (0, 1, 'new'), (0, 1, 'new'), (0, 1, 'new'), (0, 2, 'append'), (0, 2, 'append'), (0, 2, 'append'), (0, 2, 'append')]
START = 0
END = 6
