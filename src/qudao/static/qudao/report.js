// A report typed while the network is away waits on this device with its one-time number, is sent once when the network is back, and is then forgotten.
const form = document.getElementById("report");
const banner = document.getElementById("offline");

if (form) {
  const place = "qudao.report." + form.dataset.user;
  const tell = (what) => {
    const text = banner.firstElementChild;
    text.textContent = text.dataset[what];
    banner.hidden = false;
  };
  const keep = (fields) => {
    localStorage.setItem(place, JSON.stringify(fields));
    tell("stored");
  };
  const forget = () => localStorage.removeItem(place);
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(place) || "null"); } catch { forget(); return null; }
  };
  // What was refused or needs an answer goes back into the form, under the same number, and is sent as any form is.
  const sendAsForm = (fields) => {
    for (const [name, value] of fields) {
      if (name === "csrfmiddlewaretoken") continue;
      const radio = form.querySelector(`input[type=radio][name="${name}"][value="${CSS.escape(value)}"], input[type=checkbox][name="${name}"]`);
      const field = radio || form.elements[name];
      if (radio) radio.checked = true;
      else if (field && "value" in field) field.value = value;
      else { const hidden = document.createElement("input"); hidden.type = "hidden"; hidden.name = name; hidden.value = value; form.append(hidden); }
    }
    forget();
    form.submit();
  };

  let busy = false;
  const send = async (fields) => {
    if (busy) return;
    busy = true;
    const token = form.elements.csrfmiddlewaretoken.value;
    const body = new URLSearchParams(fields.map(([name, value]) => [name, name === "csrfmiddlewaretoken" ? token : value]));
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      const arrived = new URL(answer.url).pathname;
      if (answer.ok && arrived.includes("/customers/")) { forget(); location.assign(answer.url); return; }
      if (answer.status === 401 || arrived.includes("sign-in")) { keep(fields); tell("signIn"); return; }
      if (answer.status >= 500) { keep(fields); return; }
      sendAsForm(fields);
    } catch {
      keep(fields);
    } finally {
      busy = false;
      delete form.dataset.sent;
    }
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    send([...new FormData(form)]);
  });
  const resume = () => {
    const fields = kept();
    if (!fields) return;
    tell("sending");
    send(fields);
  };
  // A preview asks under a number of its own: one that arrives after the report must not meet the report's.
  document.getElementById("preview").addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.idempotency_key = "preview-" + [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  });
  window.addEventListener("online", resume);
  resume();
}
