class A { constructor(@inject x: number) {} }
