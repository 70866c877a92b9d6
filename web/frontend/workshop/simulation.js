// The token game shows where it begins: a start is in view, as large as its button needs to be seen.
const READABLE = 0.8;

// Where the process that runs begins: a start of a pool before one inside a sub-process.
export function beginning(elements) {
  const starts = elements.filter((element) => element.type === "bpmn:StartEvent");
  return starts.find((start) => start.parent?.type !== "bpmn:SubProcess") ?? starts[0];
}

function Simulation(eventBus, canvas, elementRegistry) {
  eventBus.on("tokenSimulation.toggleMode", ({ active }) => {
    document.querySelector('[data-do="simulate"]').setAttribute("aria-pressed", String(active));
    const start = active && beginning(elementRegistry.getAll());
    if (!start) return;
    if (canvas.zoom() < READABLE) canvas.zoom(READABLE);
    canvas.scrollToElement(start, { top: 120, right: 120, bottom: 120, left: 160 });
  });
}
Simulation.$inject = ["eventBus", "canvas", "elementRegistry"];

export const startInViewModule = { __init__: ["alurSimulation"], alurSimulation: ["type", Simulation] };
