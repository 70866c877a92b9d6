// Chosen photos: a small picture of each, and large ones made smaller before they travel. Without this script the form
// sends what was chosen.
const LARGE = 3 * 1024 * 1024;
const SIDE = 2560;
const THUMB = 96;

const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;

async function bitmap(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null; // no photo, or one that this browser cannot read: it is sent as it is
  }
}

function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function smaller(file, picture) {
  if (!picture || file.size <= LARGE) return file;
  const blob = await new Promise((done) => drawn(picture, SIDE).toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
}

function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}

function line(list, words, before, after, picture, original) {
  const item = list.appendChild(document.createElement("li"));
  item.className = "alur-files__item";
  if (picture) {
    const small = drawn(picture, THUMB);
    small.setAttribute("aria-hidden", "true");
    item.append(small);
  }
  const name = item.appendChild(document.createElement("span"));
  name.className = "alur-files__name";
  name.textContent = after.name;
  const told = item.appendChild(document.createElement("span"));
  told.className = "alur-files__size";
  told.textContent =
    before === after
      ? megabytes(after.size)
      : `${megabytes(before.size)} → ${megabytes(after.size)} ${words.dikecilkan}`;
  if (before !== after) {
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "alur-plain-button";
    button.textContent = words.aslinya;
    button.addEventListener("click", original);
  }
}

export function showFiles(form) {
  const words = form.querySelector("[data-kata]").dataset;
  for (const input of form.querySelectorAll('input[type="file"]')) {
    const list = document.createElement("ul");
    list.className = "alur-files";
    list.setAttribute("aria-live", "polite");
    input.after(list);
    const show = async (keep) => {
      const chosen = [...input.files];
      const pictures = await Promise.all(chosen.map(bitmap));
      const sent = await Promise.all(
        chosen.map((file, place) => (keep.has(file) ? file : smaller(file, pictures[place]))),
      );
      if (chosen.some((file, place) => file !== sent[place])) put(input, sent);
      list.replaceChildren();
      sent.forEach((file, place) => {
        line(list, words, chosen[place], file, pictures[place], () => {
          put(input, [...sent.slice(0, place), chosen[place], ...sent.slice(place + 1)]);
          show(new Set(input.files));
        });
      });
    };
    input.addEventListener("change", () => show(new Set()));
  }
}
