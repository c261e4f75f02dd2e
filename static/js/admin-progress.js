// How far the worker is with an import. Without this the page has a link that loads it again.
const box = document.querySelector("[data-progress]");
if (box) {
  const bar = box.querySelector("progress");
  const done = box.querySelector("[data-done]");
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const now = await answer.json();
        if (!["storing", "undoing"].includes(now.state)) return location.reload();
        bar.value = now.done;
        done.textContent = now.done;
      }
    } catch {
      // The network is away for a moment: the next time will tell.
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 2000);
}
