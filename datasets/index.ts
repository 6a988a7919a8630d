// The tables of the course. Each loader reads a file of this folder, checks its SHA-256 and gives it types.
export { type Digits, digits } from "./digits/load.ts";
export { type Iris, type IrisFlower, type IrisSpecies, iris } from "./iris/load.ts";
