// Follows a long check: moves its bar, and shows the results once when they are there.
const bar = document.querySelector("progress[data-progress]");
let leaving = false; // who has just clicked goes where they wanted, not back here
addEventListener("beforeunload", () => {
  leaving = true;
  setTimeout(() => {
    leaving = false; // it was a download, or they stayed
  }, 5000);
});

async function follow() {
  try {
    const { done, finished } = await (
      await fetch(bar.dataset.progress, { headers: { Accept: "application/json" } })
    ).json();
    bar.value = done;
    document.querySelector("#kemajuan").textContent = String(done);
    if (finished && !leaving) {
      location.reload();
      return;
    }
  } catch {
    // The next look may succeed; the link beside the bar works without this script.
  }
  setTimeout(follow, 1000);
}

if (bar) follow();
