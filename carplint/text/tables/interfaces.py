"""Generated from grammars/interfaces.lark by tools/gen_tables.py: do not edit."""

# ruff: noqa
GRAMMAR_SHA256 = '4260c426dc807f9e05501892e6cd35829aea5d7e7fd2892783cab89f69accc7b'
PATTERN = '((?:[ \t\\v\x0c\r]*+(?:#[^\n]*+)?+\n)++|[ \t\\v\x0c\r]++\\Z|[ \t\\v\x0c\r]*+#[^\n]*+\\Z)|([ \t\\v\x0c\r]*+[^ \t\\v\x0c\r\n#](?:[^\n]*+(?<=\\\\)\n)*+[^\n]*+(?:\n|\\Z))'
KINDS = ['', 'TRIVIA', 'LINE']
ACTION = [[-2, 2, 1], [-3, -3, -3], [-4, -4, -4], [-1, 6, 5], [None, None, None], [-5, -5, -5], [-6, -6, -6]]
GOTO = [[3, 4], [None, None], [None, None], [None, None], [None, None], [None, None], [None, None]]
RULES = [(1, 1, 'start'), (1, 0, 'start'), (0, 1, 'new'), (0, 1, 'new'), (0, 2, 'append'), (0, 2, 'append')]
START = 0
END = 4
