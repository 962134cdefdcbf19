/* Repeats an amount of rupiah in words once its field is left, so that a zero too many is seen. The page is complete without it. */
(() => {
  const ONES = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
  const SCALES = ["", "ribu", "juta", "miliar", "triliun"];

  const belowThousand = (n) => {
    const hundreds = Math.floor(n / 100), rest = n % 100;
    return [
      hundreds === 1 ? "seratus" : hundreds && `${ONES[hundreds]} ratus`,
      rest === 10 ? "sepuluh" : rest === 11 ? "sebelas" : rest > 11 && rest < 20 ? `${ONES[rest - 10]} belas`
        : [rest >= 20 && `${ONES[Math.floor(rest / 10)]} puluh`, ONES[rest % 10]].filter(Boolean).join(" "),
    ].filter(Boolean).join(" ");
  };

  const inWords = (digits) => {
    const groups = digits.replace(/^0+/, "").replace(/\B(?=(\d{3})+$)/g, ".").split(".").map(Number).reverse();
    return groups
      .map((n, i) => n && (i === 1 && n === 1 ? "seribu" : `${belowThousand(n)} ${SCALES[i]}`.trim()))
      .filter(Boolean).reverse().join(" ") || "nol";
  };

  const repeat = (input) => {
    const words = document.getElementById(`${input.id}_words`);
    // As forum/form_bricks.py reads it; "1,5 juta" is already in words.
    const written = input.value.trim().replace(/^rp\.?\s*/i, "").match(/^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(?:0{1,2}|-))?$/);
    const digits = written ? written[1].replace(/\./g, "") : "";
    words.textContent = digits && digits.length <= 15 ? `${inWords(digits)} rupiah` : "";
  };

  const dress = () => {
    for (const input of document.querySelectorAll("[data-rupiah]")) {
      const words = document.createElement("div");
      words.id = `${input.id}_words`;
      words.className = "amount-words";
      words.setAttribute("aria-live", "polite");
      input.closest(".input-group").after(words);
      input.addEventListener("change", () => repeat(input));
      repeat(input);
    }
  };
  document.addEventListener("isi-baru", dress);  // a script has put new content into the page
  dress();
})();

/* What is typed into a long form stays on this device, for this account, until it is saved. The page is complete without it. */
(() => {
  const { user } = document.body.dataset, here = location.pathname + location.search, own = `draf ${user} `;
  let drafts;
  try { drafts = localStorage; } catch { return; }  // shut off by the browser
  const keys = (start) => Object.keys(drafts).filter((key) => key.startsWith(start));
  const put = (key, draft) => { try { drafts[key] = JSON.stringify(draft); } catch { /* full: nothing is kept */ } };

  const forget = () => {
    for (const key of keys(own)) delete drafts[key];
    delete drafts.user;
    window.caches?.delete("halaman");
  };
  document.querySelector(".account form")?.addEventListener("submit", forget);

  // Before the log-in: what was sent on its way here was not saved.
  if (!user) {
    for (const key of keys("draf ")) put(key, { ...JSON.parse(drafts[key]), sent: false });
    return;
  }
  // Another account on this device never sees the pages of the one before.
  if (drafts.user !== user) {
    window.caches?.delete("halaman");
    drafts.user = user;
  }
  for (const key of keys(own)) if (JSON.parse(drafts[key]).sent && key !== own + here) delete drafts[key];

  const form = [...document.querySelectorAll("main form[method=post]")].find((one) => one.querySelector("textarea")), key = own + here;
  if (!form) return;
  const HIDDEN = ["csrfmiddlewaretoken", "uuid", "version"];
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string"
    && !HIDDEN.includes(name) && !name.startsWith("initial-") && form.elements[name]?.type !== "password");

  const restore = (fields) => {
    for (const input of form.elements) {
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
      else if (values.length && input.type !== "file") input.value = values[0];
    }
  };
  const offer = ({ at, fields }) => {
    const box = document.createElement("p"), when = new Date(at).toLocaleString("id", { dateStyle: "long", timeStyle: "short" });
    box.className = "notice";
    box.append(`Ada isian yang belum disimpan dari ${when}. `);
    for (const [label, act] of [["Pulihkan", () => restore(fields)], ["Buang", () => delete drafts[key]]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-outline-primary", textContent: label });
      button.addEventListener("click", () => { act(); box.remove(); });
      box.append(button, " ");
    }
    form.before(box);
  };

  const draft = drafts[key] && JSON.parse(drafts[key]);
  const shown = JSON.stringify(typed());
  if (draft && JSON.stringify(draft.fields) !== shown) offer(draft);
  else delete drafts[key];

  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => put(key, { at: Date.now(), fields: typed() }), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    put(key, { at: Date.now(), fields: typed(), sent: true });
  });
  form.addEventListener("kept", () => delete drafts[key]);  // the outbox holds it (static/js/outbox.js)
})();
