/*
Sends the forms of a meeting without leaving the page, keeps its screen fresh, and lets the keyboard decide.
A broken connection loses nothing: what was filled in stays, and is sent again. The pages are complete without it.
*/
(() => {
  const PAUSE = 2000, PATIENCE = 8000;
  const BROKEN = "Sambungan terputus, mencoba lagi. Yang sudah diisi tetap ada.";
  const QUICK = "[data-lanjut] input:not([type=hidden])";  // typed one after the other, without waiting for answers
  const live = () => document.querySelector(".live");
  const form = () => document.getElementById("putusan");
  const wait = () => new Promise((done) => setTimeout(done, PAUSE));
  const fetched = (url, options) => fetch(url, { ...options, signal: AbortSignal.timeout?.(PATIENCE) });
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  const banner = document.createElement("p");
  banner.className = "notice acting";
  banner.setAttribute("role", "status");
  banner.hidden = true;
  document.querySelector("main").before(banner);
  const say = (text) => {
    if (banner.textContent !== text) banner.textContent = text;
    banner.hidden = !text;
  };

  /* What is typed stays on the page and on the device (static/js/house.js); who has come in again is led back here. */
  const offerLogIn = (url) => {
    const address = new URL(url), way = document.createElement("a");
    address.searchParams.set("next", location.pathname + location.search);
    way.href = address.pathname + address.search;
    way.textContent = "Masuk lagi";
    say("Waktu masuk Anda habis, sehingga layar ini tidak lagi mengikuti rapat. ");
    banner.append(way, " untuk kembali ke layar ini.");
  };

  let isTouched = false, isSending = false;
  const waiting = [];

  /* What was answered becomes the page; the address loses what filled the form in advance. */
  const turnTo = (text, url, isFollowing = false) => {
    const page = parsed(text), next = page.querySelector("main");
    const typed = document.querySelector(QUICK)?.value, wrong = document.querySelectorAll("main .notice-error");
    if (isFollowing) next.prepend(...wrong);  // told by the answer before, a moment ago
    document.querySelector("main").replaceWith(next);
    const field = document.querySelector(QUICK);
    if (field) {
      field.value = typed ?? "";
      field.setAttribute("autofocus", "");
    }
    document.title = page.title;
    history.replaceState(null, "", url);
    isTouched = false;
    document.dispatchEvent(new Event("isi-baru"));
    dress();
    (document.querySelector("main [autofocus]") ?? document.querySelector("main")).focus({ preventScroll: false });
  };
  const dress = () => document.querySelectorAll("[data-tombol]").forEach((hint) => { hint.hidden = false; });

  const open = async () => {
    const response = await fetched(location.pathname);
    turnTo(await response.text(), response.url);
  };

  const show = async (text) => {
    const fresh = parsed(text).getElementById("papan"), mine = form()?.closest("[data-keadaan]");
    const isMine = !mine || mine.dataset.keadaan === fresh.dataset.keadaan;
    const hasNone = !mine && document.getElementById("urutan") && document.getElementById("papan").dataset.keadaan !== fresh.dataset.keadaan;
    if (hasNone || (!isMine && !isTouched)) return open();
    document.getElementById("papan").replaceWith(fresh);
    const notice = document.querySelector("[data-berubah]");
    if (notice) notice.hidden = isMine;
  };

  const follow = async () => {
    for (;;) {
      await wait();
      if (!live()) return;  // an answer has put another page here
      if (isSending || document.hidden) continue;
      try {
        const { papan, tag } = live().dataset;
        const response = await fetched(papan, { headers: { "If-None-Match": tag }, cache: "no-store" });
        if (response.redirected) return offerLogIn(response.url);
        if (response.status >= 400 && response.status < 500) return location.reload();
        if (response.status === 200) {
          live().dataset.tag = response.headers.get("ETag");
          await show(await response.text());
        }
        say(response.status >= 500 ? BROKEN : "");
      } catch {
        say(BROKEN);
      }
    }
  };

  const send = async () => {
    if (isSending) return;
    isSending = true;
    let answered = 0;
    while (waiting.length) {
      try {
        const response = await fetched(waiting[0].url, { method: "POST", body: waiting[0].body });
        if (response.status < 500) {
          const text = await response.text(), { isQuick } = waiting.shift();
          if (isQuick && isTouched) say(parsed(text).querySelector("main .notice")?.textContent ?? "");
          else {
            turnTo(text, response.url, answered++ > 0);
            say("");
          }
          continue;
        }
      } catch { /* said below */ }
      say(waiting.length > 1 ? `${BROKEN} ${waiting.length} isian menunggu dikirim.` : BROKEN);
      await wait();
    }
    isSending = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.method !== "post" || !form.closest("[data-kirim]")) return;
    event.preventDefault();
    const isQuick = form.matches("[data-lanjut]");
    const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
    waiting.push({ url, body: new FormData(form, button), isQuick });
    if (isQuick) form.reset();
    else if (button) button.disabled = true;
    send();
  });
  document.addEventListener("input", (event) => {
    isTouched ||= Boolean(event.target.closest("[data-kirim] form:not([data-lanjut])"));
  });

  document.addEventListener("keydown", (event) => {
    if (!form() || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const isTyping = event.target.matches("input:not([type=radio]), select, textarea");
    const isPressing = event.target.matches("a, button, summary");
    if (isTyping || isPressing) return;
    if (event.key >= "1" && event.key <= "7") form().querySelectorAll("[name=kind]")[event.key - 1].click();
    else if (event.key === "Enter") form().querySelector(".form-actions button").focus();
    else if (event.key.toLowerCase() === "l") document.querySelector("[data-lewati]")?.click();
    else return;
    event.preventDefault();
  });

  dress();
  if (live()) follow();
})();
