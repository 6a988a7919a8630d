f(arguments)
