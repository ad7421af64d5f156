// Filters apply as they are chosen; without a script there is a button.
document.documentElement.classList.add("scripted");
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (!form) return;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  location.assign(query.size ? "?" + query : location.pathname);
});
