// What the gate on the server says, on the canvas beside each element and as a list that leads there.
import { page } from "./page.js";

function Findings(overlays, elementRegistry, selection, canvas, eventBus) {
  this.all = [];

  this.check = (keeper) => page.examine(keeper.text, show);

  const show = (findings) => {
    this.all = findings;
    overlays.remove({ type: "temuan" });
    for (const finding of this.all) mark(finding);
    page.showFindings(this.all, lead);
    eventBus.fire("alur.findings", { findings: this.all });
  };

  const mark = (finding) => {
    const element = finding.here && elementRegistry.get(finding.element);
    if (!element || element === canvas.getRootElement()) return;
    const badge = document.createElement("button");
    badge.type = "button";
    badge.className = `alur-finding alur-finding--${finding.weight}`;
    badge.title = finding.message;
    badge.textContent = finding.weight === "law" ? "§" : "!";
    badge.setAttribute("aria-label", finding.message);
    badge.addEventListener("click", () => selection.select(element));
    overlays.add(element, "temuan", { position: { top: -12, right: 12 }, html: badge });
  };

  const lead = (finding) => {
    const element = finding.here && elementRegistry.get(finding.element);
    return (
      element &&
      (() => {
        selection.select(element);
        canvas.scrollToElement(element);
      })
    );
  };
}
Findings.$inject = ["overlays", "elementRegistry", "selection", "canvas", "eventBus"];

export const findingsModule = { __init__: ["alurFindings"], alurFindings: ["type", Findings] };
