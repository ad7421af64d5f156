// Small conveniences; every page works without them.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print],[data-copy],[data-share]");
  if (!button) return;
  if (button.hasAttribute("data-print")) window.print();
  if (button.hasAttribute("data-copy")) navigator.clipboard?.writeText(button.dataset.copy);
  if (button.hasAttribute("data-share")) {
    if (navigator.share) navigator.share({ url: button.dataset.share });
    else navigator.clipboard?.writeText(button.dataset.share);
    const done = button.dataset.done;
    if (done) button.textContent = done;
  }
});

// A form is sent once: a second press while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if ((form.getAttribute("method") || "").toLowerCase() === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
  }
});
