"use strict";
// Leaves quickly: blanks the page, takes its place in the history, then goes.
// Shift three times within five seconds does the same as the link.
(() => {
  const link = document.querySelector(".leave");
  if (!link) return;
  const to = link.href;
  let presses = [];
  const go = (event) => {
    if (event) event.preventDefault();
    document.title = "\u200b";
    document.body.replaceChildren();
    location.replace(to);
  };
  link.addEventListener("click", go);
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") { presses = []; return; }
    const now = event.timeStamp;
    presses = presses.filter((then) => now - then < 5000).concat(now);
    if (presses.length > 2) go();
  });
})();
