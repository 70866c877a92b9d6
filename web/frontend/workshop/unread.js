// What an editor left out of a file that it opened, in words: by the line where it stands, or by the name that leads nowhere.
import { _ } from "./texts.js";

function told({ message }) {
  const line = /line: (\d+)/.exec(message);
  if (line) return _("baris {line}", { line: Number(line[1]) + 1 });
  const named = /<([^<>]+)>/.exec(message);
  return named ? _("“{name}” tidak ada dalam berkas", { name: named[1] }) : message;
}

const MOST_TOLD = 3;
// What a flow says of its ends, its ends say once more: there nothing is lost.
const SAID_TWICE = new Set(["bpmn:incoming", "bpmn:outgoing"]);

export function unread(warnings) {
  const lost = (warnings ?? []).filter(({ property }) => !SAID_TWICE.has(property));
  const parts = [...new Set(lost.map(told))];
  const more = parts.length - MOST_TOLD;
  return more > 0 ? [...parts.slice(0, MOST_TOLD), _("{count} lagi", { count: more })] : parts;
}
