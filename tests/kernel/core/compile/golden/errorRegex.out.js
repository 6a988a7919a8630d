SyntaxError: Invalid regular expression: /(/: Unterminated group
0:10 to 0:13
