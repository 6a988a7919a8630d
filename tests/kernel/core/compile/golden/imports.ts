import { readFile, type Stats, default as fs } from "node:fs/promises"
import path, * as all from "node:path"
import type { Buffer } from "node:buffer"
import { type Only } from "types-only"
import "side-effect"
import data from "./data.json" with { type: "json" }
import { "a-b" as ab } from "odd"
export * from "more"
import legacy = require("legacy")
import Inner = all.posix
import type T = require("types")
const dynamic = await import("./x.ts")
const url = import.meta.url, req = require("y").z
function reads() { return readFile(path.join(ab, data)) }
typeof Inner
