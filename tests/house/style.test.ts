import { homedir } from "node:os";
import { describe, expect, test } from "vitest";
import { budgets, longFiles } from "./budgets.ts";
import { commentPercent, pageFooter } from "./comments.ts";
import { isGenerated, isIndex, isLoop, readContents } from "./contents.ts";
import { filesUnder, parse, root, sourcePattern, textOf } from "./sourceFiles.ts";

const rooms = ["lib", "kernel", "datasets", "notebooks", "tests"];
const files = rooms.flatMap((room) => filesUnder(room, sourcePattern));
const pages = readContents();
const linesOf = (text: string): number => text.trimEnd().split("\n").length;

describe("lengths", () => {
  test("no source file is longer than its budget; a notebook's source has budgets of its own", () => {
    const long = files.flatMap((path) => {
      if (path.startsWith("notebooks/") || isGenerated(path)) return [];
      const [lines, most] = [linesOf(textOf(path)), longFiles[path] ?? budgets.linesPerFile];
      return lines <= most ? [] : [`${path} has ${lines} lines, its budget is ${most}`];
    });
    expect(long).toEqual([]);
  });

  test("a file with a budget of its own is there and needs it", () => {
    for (const path of Object.keys(longFiles))
      expect(linesOf(textOf(path)), path).toBeGreaterThan(budgets.linesPerFile);
  });
});

describe("names", () => {
  test("files are camelCase, and none is a drawer for odds and ends", () => {
    const names = files.map((path) =>
      path
        .split("/")
        .at(-1)!
        .replace(/(\.(test|bench|config))?\.\w+$/, ""),
    );
    const allowed = (name: string) => /^[a-z][A-Za-z0-9]*$/.test(name) || /^\d\d-[a-z-]+$/.test(name);
    expect(names.filter((name) => !allowed(name))).toEqual([]);
    expect(names.filter((name) => /^(utils?|helpers?|common|misc|shared)$/i.test(name))).toEqual([]);
  });

  test("nothing is exported by default or wholesale, so that every name can be found", () => {
    const found = files.flatMap((path) => {
      const { hasDefaultExport, references } = parse(path);
      const stars = references.filter(({ exportsAll }) => exportsAll).map(({ line }) => `${path}:${line} exports *`);
      return hasDefaultExport ? [...stars, `${path} has a default export`] : stars;
    });
    // Vitest and the front end's extension loader ask for a default export
    expect(found.filter((line) => !/vitest\.config|labextension\/remoteEntry/.test(line))).toEqual([]);
  });

  test("no interface is called I…, and there are no enums", () => {
    const found = files.filter((path) => /^\s*(export )?(interface I[A-Z][a-z]|(const )?enum \w)/m.test(codeOf(path)));
    expect(found).toEqual([]);
  });
});

/** A file's text with comments and strings blanked out, for the tests that look for words in code. */
function codeOf(path: string): string {
  const { text, comments } = parse(path);
  let code = text;
  for (const { start, end } of comments) code = code.slice(0, start) + " ".repeat(end - start) + code.slice(end);
  return code.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
}

describe("pages of the library", () => {
  /** A chapter's exercises are made of words: titles, hints and diagnoses are strings, and say what a comment would. */
  const isProse = (path: string) => /^lib\/exercises\/chapter\d\d\.ts$/.test(path);

  test.each(pages.filter(({ path }) => !isProse(path)))("$path is a quarter to a half comment", ({ path }) => {
    const percent = commentPercent(parse(path));
    expect(percent).toBeGreaterThanOrEqual(budgets.commentPercent.least);
    expect(percent).toBeLessThanOrEqual(budgets.commentPercent.most);
  });

  test.each(pages)("$path says which page it is and between which it stands", ({ number, path }) => {
    const name = (page: { path: string } | undefined) => page?.path.slice("lib/".length) ?? "nothing";
    expect(pageFooter(parse(path).text)).toEqual({
      number,
      before: name(pages[number - 2]),
      after: name(pages[number]),
    });
  });

  test("commentPercent() counts lines on which a comment says something, beside code too", () => {
    const text = "/*\n * One.\n */\n// Two.\nconst a = 1; // three\n\nexport const b = a;\n";
    const comments = [
      { type: "Block" as const, value: "", start: 0, end: 14 },
      { type: "Line" as const, value: "", start: 15, end: 22 },
      { type: "Line" as const, value: "", start: 36, end: 44 },
    ];
    expect(commentPercent({ text, comments })).toBe(75); // of four lines, one has no comment
  });
});

describe("fast loops of the library", () => {
  const loops = files.filter((path) => isLoop(path) && !isIndex(path));

  test.each(loops)("%s says at its head what it does, and explains itself on the way", (path) => {
    expect(parse(path).text).toMatch(/^\/\*\n \* \S/);
    expect(commentPercent(parse(path))).toBeGreaterThanOrEqual(budgets.loopCommentPercent);
  });
});

describe("traces of where it was made", () => {
  const texts = [
    ...files,
    ...rooms.flatMap((room) => filesUnder(room, /\.(md|py|sh|json|css)$/)),
    "package.json",
    "biome.json",
  ].filter((path) => path !== "tests/house/style.test.ts");
  const forbidden: [string, RegExp][] = [
    ["a package registry", /registry\.|index-url|\/simple\/|artifactory|verdaccio|npm_config_registry/i],
    ["a promise to come back", /\b(TODO|FIXME|XXX|HACK)\b/],
  ];

  test.each(forbidden)("no file has %s in it", (_name, pattern) => {
    const found = texts.flatMap((path) =>
      textOf(path)
        .split("\n")
        .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim().slice(0, 100)}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test("no file names the folder in which this runs, nor the home of who runs it", () => {
    const places = [`${root}/`, `${homedir()}/`].filter((place) => place.length > 2);
    const found = texts.flatMap((path) =>
      places.filter((place) => textOf(path).includes(place)).map((place) => `${path} has ${place}`),
    );
    expect(found).toEqual([]);
  });

  test("the lockfile fetches from no private place", () => {
    const hosts = [...textOf("package-lock.json").matchAll(/"resolved": "(\w+:\/\/[^/"]+)/g)].map(([, host]) => host);
    expect([...new Set(hosts)].filter((host) => host !== `https://${["registry", "npmjs", "org"].join(".")}`)).toEqual(
      [],
    );
  });
});
