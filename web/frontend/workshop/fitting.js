// The whole diagram, right of the palette that lies on the canvas: the box to show, or null where there is no room for that.
const EDGE = 16;

export function fitted({ inner, outer, scale }, palette) {
  const room = palette + 60;
  if (outer.width < 3 * room) return null;
  const width = (inner.width * outer.width) / (outer.width - room - EDGE);
  const visible = Math.max(width, outer.width / scale);
  const height = (visible * outer.height) / outer.width;
  return {
    x: inner.x - (room * visible) / outer.width,
    y: inner.y + inner.height / 2 - height / 2,
    width: visible,
    height,
  };
}
