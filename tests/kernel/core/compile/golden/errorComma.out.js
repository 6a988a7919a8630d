SyntaxError: Expected `,` or `)` but found `2`
0:6 to 0:7
