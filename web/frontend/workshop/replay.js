// Steps through a case by the keys of the arrows and by the slider; the links and the button work without this script.
const slider = document.querySelector("input[data-replay]");

slider.addEventListener("change", () => slider.form.requestSubmit());

addEventListener("keydown", (pressed) => {
  const elsewhere = pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey;
  if (elsewhere || pressed.target.closest("input, select, textarea, .alur-diagram")) return;
  const link = document.querySelector(`a[data-key="${pressed.key}"]`);
  if (!link) return;
  pressed.preventDefault();
  link.click();
});
