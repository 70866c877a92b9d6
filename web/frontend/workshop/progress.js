// Follows a long check: moves its bar, and shows the results once when they are there.
const bar = document.querySelector("progress[data-progress]");

async function follow() {
  try {
    const { done, finished } = await (
      await fetch(bar.dataset.progress, { headers: { Accept: "application/json" } })
    ).json();
    bar.value = done;
    document.querySelector("#kemajuan").textContent = String(done);
    if (finished) {
      location.reload();
      return;
    }
  } catch {
    // The next look may succeed; the link beside the bar works without this script.
  }
  setTimeout(follow, 1000);
}

if (bar) follow();
