SyntaxError: Expected `,` or `]` but found `const`
1:0 to 1:5
