// The diagram editor: bpmn-js with our own panel, our words and what the server's gate says of each element.
import Modeler from "bpmn-js/lib/Modeler";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  CamundaPlatformPropertiesProviderModule,
} from "bpmn-js-properties-panel";
import simulationModule from "bpmn-js-token-simulation";
import camundaBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camundaModdle from "camunda-bpmn-moddle/resources/camunda.json";
import minimapModule from "diagram-js-minimap";
import { findingsModule } from "./findings.js";
import { fitted } from "./fitting.js";
import { idsModule } from "./ids.js";
import { keepSaved } from "./keeping.js";
import { lockCommands, lockPage } from "./locking.js";
import { menuModule } from "./menu.js";
import { page } from "./page.js";
import { panelModule } from "./panel.js";
import { shelfModule } from "./shelf.js";
import { startInViewModule } from "./simulation.js";
import { stepsModule } from "./steps.js";
import { _ } from "./texts.js";
import { unread } from "./unread.js";
import { translateDom, translateModule } from "./words.js";

const modeler = new Modeler({
  container: page.canvas,
  propertiesPanel: { parent: page.panel },
  moddleExtensions: { camunda: camundaModdle },
  additionalModules: [
    BpmnPropertiesPanelModule,
    BpmnPropertiesProviderModule,
    CamundaPlatformPropertiesProviderModule,
    camundaBehaviors,
    minimapModule,
    simulationModule,
    translateModule,
    panelModule,
    menuModule,
    findingsModule,
    idsModule,
    shelfModule,
    startInViewModule,
    stepsModule,
  ],
});

translateDom(document.querySelector(".alur-editor"));

async function open() {
  let opened;
  try {
    opened = await page.file();
    const { warnings } = await modeler.importXML(opened.text);
    page.tell(_("Dibuka."));
    page.incomplete(unread(warnings));
  } catch (error) {
    page.fail(
      _("Diagram tidak dapat digambar: {reason}. Isi berkas tetap tersimpan dan dapat diunduh.", {
        reason: error.message,
      }),
    );
    return;
  }
  lockPage();
  lockCommands(modeler.get("commandStack"));
  showAll();
  focusNamed();
  const keeper = keepSaved(opened, async () => (await modeler.saveXML({ format: true })).xml);
  modeler.on("commandStack.changed", keeper.changed);
  const check = () => modeler.get("alurFindings").check(keeper);
  keeper.onSaved(check);
  check();
  page.ready();
}

function showAll() {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const palette = document.querySelector(".djs-palette")?.offsetWidth ?? 0;
  const box = fitted(canvas.viewbox(), palette);
  if (box) canvas.viewbox(box);
}

// `#Task_x` in the address selects the element: every finding and every difference links here.
function focusNamed() {
  const element = modeler.get("elementRegistry").get(decodeURIComponent(location.hash.slice(1)));
  if (element) {
    modeler.get("selection").select(element);
    modeler.get("canvas").scrollToElement(element);
  }
}
addEventListener("hashchange", focusNamed);
page.button("zoom-fit", showAll);
page.button("undo", () => modeler.get("commandStack").undo());
page.button("redo", () => modeler.get("commandStack").redo());
page.button("zoom-in", () => modeler.get("zoomScroll").stepZoom(1));
page.button("zoom-out", () => modeler.get("zoomScroll").stepZoom(-1));
page.button("search", (event) => {
  event.stopPropagation(); // a click that goes on closes what it opened
  modeler.get("searchPad").toggle();
});
page.button("simulate", () => modeler.get("toggleMode").toggleMode());

globalThis.alurModeler = modeler;
open();
