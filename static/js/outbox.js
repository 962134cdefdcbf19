/*
 * What is written for a village without a signal: kept on this device first, sent second, dropped once the server has
 * confirmed it. Forms say data-outbox (what they are, in words); without this script they are sent as ever.
 */
(() => {
  const kv = window.idbKeyval, page = document.body.dataset, user = page.user;
  const QUEUE = "/antrean/", FIRST_PAUSE = 5_000, LONGEST_PAUSE = 300_000, PATIENCE = 60_000, PHOTO = 200 * 1024;
  const main = document.querySelector("main"), bar = document.getElementById("antrean");
  let store;
  try { store = kv.createStore("antrean", "isian"); } catch { return; }  // no IndexedDB: forms go the usual way

  // crypto.randomUUID is there only over HTTPS
  const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));
  const time = (at) => new Date(at).toLocaleString("id", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const notice = (textContent) => make("p", { className: "notice", textContent });

  // The queue: text before photos, each in the order in which it was written on this device

  const hasFile = (item) => item.data.some(([, value]) => value instanceof Blob);
  const all = async () => (await kv.values(store)).filter((item) => item.key)
    .sort((a, b) => hasFile(a) - hasFile(b) || a.sequence - b.sequence);
  const device = () => kv.update("device", (known) => known || newKey(), store).then(() => kv.get("device", store));
  const add = async (item) => {
    await kv.update("sequence", (last = 0) => last + 1, store);
    await kv.set(item.key, { ...item, user, who: page.who, at: Date.now(), sequence: await kv.get("sequence", store) }, store);
  };
  const change = (key, values) => kv.update(key, (item) => item && { ...item, ...values }, store);

  const fetchSession = async () => (await fetch("/sesi/", { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) })).json();

  const post = async (item, csrf) => {
    const body = hasFile(item) ? new FormData() : new URLSearchParams();
    for (const [name, value, file] of [...item.data, ["csrfmiddlewaretoken", csrf], ["device", await device()], ["sequence", item.sequence]]) file ? body.append(name, value, file) : body.append(name, value);
    return fetch(item.url, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE) });
  };

  // Send what waits, one after the other, and only as its own writer. Returns false where it broke off.
  const sendAll = async () => {
    const seen = new Set(), next = async () => (await all()).find((item) => item.user === user && !item.refused && !seen.has(item.key));
    if (!await next()) return true;
    let session, item;
    try { session = await fetchSession(); } catch { return false; }
    if (session.user !== user) return show(true) && false;
    while ((item = await next())) {
      const key = item.key;
      seen.add(key);
      if (item.after && await kv.get(item.after, store)) continue;
      await change(key, { tries: (item.tries || 0) + 1 });
      let answer;
      try { answer = await post(item, session.csrf); } catch { return false; }
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return false;
      const { url, said = [] } = await answer.json().catch(() => ({}));
      if ((await kv.get(key, store))?.sequence !== item.sequence) continue;  // rewritten while it was under way
      if (answer.ok) await kv.del(key, store);
      else await change(key, { refused: answer.status, said });
      await show();
      awaited.get(key)?.(answer.ok && url, item);
    }
    return true;
  };

  const awaited = new Map();
  let busy = false, pause = FIRST_PAUSE, timer;
  const flush = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    const round = async (lock) => lock === null || sendAll();  // null: another tab is at it
    try {
      const whole = await (navigator.locks ? navigator.locks.request("antrean", { ifAvailable: true }, round) : round());
      pause = whole ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    } finally { busy = false; }
    if ((await all()).some((item) => item.user === user && !item.refused)) timer = setTimeout(flush, pause);
  };

  // Forms

  const isUnderWay = (item) => item?.tries && !item.refused;
  // Drawn anew, a photo is small and tells nothing of where it was taken.
  const shrink = async (file) => {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return file;  // the server says what is wrong with it
    for (let side = 1600, quality = 0.8; ; side *= 0.8, quality -= 0.05) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale];
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob.size <= PHOTO || side < 320) return blob;
    }
  };
  const photo = async (name, file) => [name, await shrink(file), `${file.name.replace(/\.\w+$/, "")}.jpg`];

  const keep = async (form) => {
    const url = location.pathname + location.search, data = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || name === "entry") continue;
      data.push(value instanceof File ? value.size ? await photo(name, value) : [name, ""] : [name, value]);
    }
    data.push(["entry", newKey()]);
    const uuid = form.elements.uuid?.value || newKey();
    let key = form.dataset.shown || `${url} ${uuid}`;
    const earlier = await kv.get(key, store);
    let after = earlier?.after;
    // What may be on its way already is not replaced: this one follows it.
    if (isUnderWay(earlier)) [after, key] = [key, `${key} ${newKey()}`];
    await add({ key, after, url, label: form.dataset.outbox, data });
    const mended = sessionStorage.mended;
    if (mended && mended !== key && !form.dataset.fresh) await kv.del(mended, store);
    delete sessionStorage.mended;
    const photos = form.querySelector("[data-photos]");
    for (const file of photos ? photos.files : []) {
      await add({
        key: newKey(), after: key, url: photos.dataset.photos.replace(/[0-9a-f-]{36}/, uuid), label: `Foto: ${form.elements.title?.value || ""}`,
        data: [["kind", "photo"], await photo("file", file), ["entry", newKey()]],
      });
    }
    return key;
  };

  // Go to the form of what was refused, through the server, which says beside each field what to mend.
  const mend = async (item) => {
    const session = await fetchSession().catch(() => null);
    if (!session) return alert("Belum ada sinyal. Coba lagi nanti.");
    const form = make("form", { method: "post", action: item.url });
    for (const [name, value] of [...item.data, ["csrfmiddlewaretoken", session.csrf]]) form.append(make("input", { type: "hidden", name, value }));
    sessionStorage.mended = item.key;
    document.body.append(form);
    form.submit();
  };

  const fill = (form, item) => {
    const given = new Map();
    for (const [name, value] of item.data) given.set(name, [...(given.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") continue;
      const own = field.name.replace(/^initial-/, "");
      // On its way already: what is written now builds upon it.
      const values = given.get(isUnderWay(item) && given.has(own) ? own : field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    form.dataset.shown = item.key;
    form.before(notice(`Yang ditampilkan ini isian Anda dari ${time(item.at)}, yang menunggu dikirim.`));
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    // Only pictures wait here; a proposal or RAB is looked at by the server before it is kept.
    const files = [...new FormData(form).values()].filter((value) => value instanceof File && value.size);
    if (!form.dataset.outbox || files.some((file) => !file.type.startsWith("image/"))) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    let key;
    try { key = await keep(form); } catch { return form.submit(); }  // private window or full disk: the usual way
    form.dispatchEvent(new Event("kept", { bubbles: true }));
    const leave = () => location.assign(QUEUE), patience = setTimeout(leave, 8_000);
    awaited.set(key, (url, item) => {
      clearTimeout(patience);
      if (url) location.assign(url);
      else if (hasFile(item)) leave();
      else mend(item);
    });
    if (!busy) {
      await flush();
      const item = await kv.get(key, store);
      if (item && !item.refused) leave();
    }
  });

  // What is shown

  const show = async (isOut) => {
    const items = await all(), mine = items.filter((item) => item.user === user || !user), refused = mine.filter((item) => item.refused).length;
    bar.hidden = !items.length;
    bar.firstElementChild.textContent = !mine.length ? `${items.length} isian milik akun lain menunggu di perangkat ini`
      : `${mine.length} isian menunggu dikirim sejak ${time(Math.min(...mine.map((item) => item.at)))}${refused ? `, ${refused} perlu diperbaiki` : ""}`
        + (isOut ? ". Masuk dahulu untuk mengirim" : "");
    dispatchEvent(new CustomEvent("antrean", { detail: items }));
    return true;
  };

  // A page from the cache says so, takes a new key, and shows what waits for it.
  addEventListener("pageshow", async () => {
    const form = main.querySelector("form[data-outbox]"), url = location.pathname + location.search;
    if (page.copy) main.prepend(notice(`Belum ada sinyal. Ini salinan dari ${time(page.copy)}.`));
    delete page.copy;
    for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
    if (form) delete form.dataset.sending;
    if (form?.dataset.fresh) {
      const asked = decodeURIComponent(location.hash.slice(1)), isNew = form.dataset.fresh === "new";
      if (isNew && !asked) form.elements.uuid.value = newKey();
      const waiting = (await all()).filter((item) => item.user === user && (item.key === asked || (!isNew && item.url === url && !hasFile(item))));
      if (waiting.length) fill(form, waiting.pop());
    }
    await show();
    flush();
  });
  addEventListener("online", () => { pause = FIRST_PAUSE; flush(); });
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  window.outbox = { store, user, time, make, add, hasFile, mend, flush, show };  // for static/js/queue.js
  navigator.serviceWorker?.register("/sw.js");
  navigator.storage?.persist?.();
})();
