import { describe, expect, it } from "vitest";
import { check, type ExerciseId, hint, solution } from "../../../lib/exercises/check.ts";
import { jupyterDisplay as display } from "../../../lib/plot/figure.ts";

describe("check()", () => {
  it("takes the type of its answer from the exercise", () => {
    // @ts-expect-error a number is no answer to 05.1
    expect(() => check("05.1", 7)).toThrow(TypeError);
    // @ts-expect-error the arguments are x, w and b
    check("05.1", (x: string) => x.length);
    // @ts-expect-error there is no such row
    check("05.4", { sepals: null, petals: null, "all four": null, roots: 1 });
    // @ts-expect-error "curve" is none of the choices
    check("05.6", { A: "curve", B: null, C: null });
    // @ts-expect-error there is no such exercise
    expect(() => check("05.9", null)).toThrow(RangeError);
  });

  it("names the exercises of the chapter when there is no such one", () => {
    expect(() => check("05.9" as "05.1", () => 1)).toThrow(
      'Cannot find the exercise "05.9" as there are 05.1, 05.2, 05.3, 05.4, 05.5, 05.6, 05.recall',
    );
    expect(() => check("toString" as "05.1", () => 1)).toThrow("00.1");
  });
});

describe("hint()", () => {
  it("goes from nudge to outline to solution, each as markdown and as text", () => {
    const steps = ([1, 2, 3] as const).map((step) => hint("05.2", step));
    expect(new Set(steps.map(({ text }) => text)).size).toBe(3);
    expect(steps[0][display]()["text/plain"]).toContain('More: hint("05.2", 2)');
    expect(steps[2][display]()["text/markdown"]).toContain("```typescript\nfunction boundaryAt");
    expect(steps[2][display]()["text/plain"]).not.toContain("More");
    expect(hint("05.2").step).toBe(1);
    expect(solution("05.2").text).toBe(steps[2].text);
  });

  it("refuses a fourth step and an unknown exercise", () => {
    expect(() => hint("05.2", 4 as 3)).toThrow("there are three steps");
    expect(() => hint("06.1" as ExerciseId)).toThrow(RangeError);
  });
});
