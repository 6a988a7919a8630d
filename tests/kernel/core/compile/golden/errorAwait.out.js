SyntaxError: `await` works only at the top level of a cell or in an `async` function
1:2 to 1:7
