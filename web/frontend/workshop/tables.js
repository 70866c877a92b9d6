// The editor of decision tables: dmn-js, one table at a time, saved as it is typed.
import Modeler from "dmn-js/lib/Modeler";
import { HIT_POLICIES } from "dmn-js-decision-table/lib/features/hit-policy/HitPolicies";
import { keepSaved } from "./keeping.js";
import { lockCommands, lockPage } from "./locking.js";
import { page } from "./page.js";
import { statedPolicies, withStatedPolicies } from "./policies.js";
import { _ } from "./texts.js";
import { unread } from "./unread.js";
import { translateDom, translateModule } from "./words.js";

// What the engine decides by. A policy that a file brings along stays to be seen, until another is chosen.
const DECIDED = new Set(["UNIQUE", "FIRST", "COLLECT"]);
const TYPES = ["string", "number", "boolean"];

const shared = { additionalModules: [translateModule] };
class Tables extends Modeler {
  importXML(xml, ...rest) {
    this.stated = statedPolicies(new DOMParser().parseFromString(xml, "text/xml"));
    return super.importXML(xml, ...rest);
  }

  async saveXML(options) {
    const { xml } = await super.saveXML(options);
    return { xml: withStatedPolicies(xml, this.stated) };
  }
}

const modeler = new Tables({
  container: page.canvas,
  drd: shared,
  decisionTable: shared,
  literalExpression: shared,
  common: {
    dataTypes: TYPES,
    expressionLanguages: { options: [{ value: "feel", label: "FEEL" }], defaults: { editor: "feel" } },
  },
  keyboard: { bindTo: document },
});
translateDom(document.querySelector(".alur-editor"));

function offerPolicies(views) {
  const used = new Set(views.map((view) => view.element.decisionLogic.hitPolicy));
  const offered = HIT_POLICIES.filter(
    ({ value }) => (DECIDED.has(value.hitPolicy) && !value.aggregation) || used.has(value.hitPolicy),
  );
  HIT_POLICIES.splice(0, HIT_POLICIES.length, ...offered);
}

function tabs() {
  const list = document.querySelector("#tabel");
  list.replaceChildren(
    ...modeler
      .getViews()
      .filter((view) => view.type === "decisionTable")
      .map((view) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = view.element.name || view.element.id;
        button.setAttribute("aria-pressed", String(view === modeler.getActiveView()));
        button.addEventListener("click", () => modeler.open(view));
        return button;
      }),
  );
}

async function open() {
  let opened;
  try {
    opened = await page.file();
    const { warnings } = await modeler.importXML(opened.text);
    page.tell(_("Dibuka."));
    page.incomplete(unread(warnings));
    lockPage();
    const wanted = decodeURIComponent(location.hash.slice(1));
    const views = modeler.getViews().filter((view) => view.type === "decisionTable");
    offerPolicies(views);
    const named = views.find(
      (view) =>
        view.element.id === wanted ||
        (wanted && JSON.stringify(view.element.decisionLogic?.rule?.map((rule) => rule.id)).includes(`"${wanted}"`)),
    );
    if (views.length) await modeler.open(named ?? views[0]);
  } catch (error) {
    page.fail(
      _("Tabel tidak dapat ditampilkan: {reason}. Isi berkas tetap tersimpan dan dapat diunduh.", {
        reason: error.message,
      }),
    );
    return;
  }
  const keeper = keepSaved(opened, async () => (await modeler.saveXML({ format: true })).xml);
  const watched = new WeakSet();
  const watch = () => {
    const viewer = modeler.getActiveViewer();
    if (viewer && !watched.has(viewer)) {
      watched.add(viewer);
      lockCommands(viewer.get("commandStack"));
      viewer.on("commandStack.changed", keeper.changed);
    }
    tabs();
  };
  modeler.on("views.changed", watch);
  watch();
  page.button("undo", () => modeler.getActiveViewer()?.get("commandStack").undo());
  page.button("redo", () => modeler.getActiveViewer()?.get("commandStack").redo());
  const check = () => page.examine(keeper.text, (findings) => page.showFindings(findings));
  keeper.onSaved(check);
  check();
  page.ready();
}

globalThis.alurTables = modeler;
open();
