import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PictureMaker, startPictureMaker } from "../../../kernel/setup/notebookPictures.ts";
import { readPng } from "../../../kernel/setup/notebookPng.ts";

let maker: PictureMaker;
beforeAll(async () => {
  maker = await startPictureMaker();
}, 120_000);
afterAll(() => maker.close());

const figure = (color: string, layout: object = {}) => ({
  data: [{ type: "bar", x: ["a"], y: [1], marker: { color } }],
  layout: { title: { text: "T" }, paper_bgcolor: "rgba(0, 0, 0, 0)", plot_bgcolor: "rgba(0, 0, 0, 0)", ...layout },
});
const draw = async (value: unknown) => readPng(Buffer.from(await maker.draw(value), "base64"));

describe("startPictureMaker()", () => {
  it("draws what is in the data, on white, in the same size each time", async () => {
    const { width, height, pixels } = await draw(figure("#FF0000"));
    expect([width, height]).toEqual([700, 420]);
    expect(pixels[0]).toBe(0xffffff);
    const share = (colour: number) => pixels.filter((pixel) => pixel === colour).length / pixels.length;
    expect(share(0xff0000)).toBeGreaterThan(0.3);
    const blue = await draw(figure("#0000FF"));
    expect(blue.pixels.filter((pixel) => pixel === 0xff0000)).toHaveLength(0);
  });

  it("has dark text, although the figure leaves its colour to the page", async () => {
    const { width, pixels } = await draw(figure("#FF0000"));
    const title = Array.from(pixels.subarray(0, width * 60));
    expect(title.some((pixel) => pixel >> 16 < 0x60 && (pixel & 0xff) < 0x60)).toBe(true);
  });

  it("takes the height that a figure asks for", async () => {
    expect((await draw(figure("#FF0000", { height: 300 }))).height).toBe(300);
  });

  it("refuses what is no figure", async () => {
    await expect(maker.draw({ data: 7 })).rejects.toThrow(
      "Cannot draw the figure as its data must be a list of traces",
    );
  });
});
