/** The few rules that Plotly leaves to the page; added once. */
const RULES = `
.gradbook-plotly { width: 100%; overflow: auto; }
.gradbook-plotly-canvas { width: 100%; }
.gradbook-plotly-error { color: var(--jp-error-color1, #b71c1c); white-space: pre-wrap; margin: 0; padding: 4px 0; }
`;

export function addStyle(): void {
  const style = document.createElement("style");
  style.textContent = RULES;
  document.head.append(style);
}
