import { expect, test } from "vitest";
import { createLogReader } from "../../../kernel/setup/serverLog.ts";

const read = (...lines: string[]) => lines.map(createLogReader()).filter((event) => event !== undefined);
const at = "2026-11-22 18:07:48.125";

test("createLogReader() gives the server's address once and none of the extension loading", () => {
  expect(
    read(
      `[I ${at} ServerApp] jupyter_lsp | extension was successfully linked.`,
      `[I ${at} ServerApp] Jupyter Server 2.21.1 is running at:`,
      `[I ${at} ServerApp] http://localhost:8890/lab?token=abc`,
      `[I ${at} ServerApp]     http://127.0.0.1:8890/lab?token=abc`,
      `[C ${at} ServerApp] `,
      "    To access the server, open this file in a browser:",
      "        http://localhost:8890/lab?token=abc",
    ),
  ).toEqual([{ kind: "url", url: "http://localhost:8890/lab?token=abc" }]);
});

test("createLogReader() shows warnings and errors with the lines below them", () => {
  expect(read(`[W ${at} ServerApp] Kernel died`, "Traceback", `[I ${at} ServerApp] Saving file`, "more of it")).toEqual(
    [
      { kind: "show", text: "Kernel died" },
      { kind: "show", text: "Traceback" },
    ],
  );
});

test("createLogReader() shows what a crash prints before the log begins", () => {
  expect(read("No module named jupyterlab")).toEqual([{ kind: "show", text: "No module named jupyterlab" }]);
});

test("createLogReader() tells a taken port", () => {
  expect(read(`[I ${at} ServerApp] The port 8890 is already in use, trying another port.`)).toEqual([
    { kind: "portTaken", port: "8890" },
  ]);
});

test("createLogReader() keeps the farewell to itself", () => {
  expect(
    read(`[C ${at} ServerApp] received signal 15, stopping`, `[I ${at} ServerApp] Shutting down 5 extensions`),
  ).toEqual([]);
});

test("createLogReader() drops the warnings that ask nothing of the reader, with the lines below them, and no others", () => {
  expect(
    read(
      `[W ${at} ServerApp] Notebook 00-start-here.ipynb is not trusted`,
      `[W ${at} ServerApp] The websocket_ping_timeout (90000) cannot be longer than the websocket_ping_interval (30000).`,
      "    Setting websocket_ping_timeout=30000",
      `[W ${at} ServerApp] Notebook a.ipynb is not valid`,
    ),
  ).toEqual([{ kind: "show", text: "Notebook a.ipynb is not valid" }]);
});
