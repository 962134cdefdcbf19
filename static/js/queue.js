/* The page of what waits on this device: each entry with what may be done to it, and which pages open without a signal. */
(() => {
  const kv = window.idbKeyval, outbox = window.outbox, list = document.getElementById("daftar-antrean");
  if (!outbox) return;
  const { make, time, user } = outbox;
  const text = (tag, textContent) => make(tag, { textContent });
  const button = (textContent, onclick) => make("button", { type: "button", className: "btn btn-outline-primary", textContent, onclick });

  const download = (item, photo) => {
    const blob = photo ? photo[1] : new Blob([JSON.stringify(item, null, 1)], { type: "application/json" });
    make("a", { href: URL.createObjectURL(blob), download: photo ? photo[2] : `isian-${item.sequence}.json` }).click();
  };

  const remove = async (item) => {
    if (!confirm("Hapus isian ini dari perangkat? Isinya tidak dapat dikembalikan.")) return;
    await kv.del(item.key, outbox.store);
    outbox.show();
  };

  const row = (item) => {
    const line = make("li"), field = (wanted) => item.data.find(([name]) => name === wanted)?.[1];
    const photo = item.data.find(([, value]) => value instanceof Blob), title = field("title") || field("fiscal_year");
    const state = item.refused ? "Belum diterima" : item.after ? "Menunggu isian sebelumnya" : "Menunggu dikirim";
    line.append(
      text("h3", [item.label, title].filter(Boolean).join(": ")),
      text("p", `${state}. Ditulis ${time(item.at)} oleh ${item.who}.`),
      ...(item.said || []).map((sentence) => text("p", sentence)),
    );
    if (item.refused && !item.said?.length) line.append(text("p",
      "Akun ini tidak lagi mengisi untuk desanya, atau usulannya sudah berpindah tahap. Simpan sebagai berkas, lalu serahkan kepada sekretariat."));
    if (user && item.user !== user) return line;
    const buttons = make("p", { className: "actions" });
    if (user && !photo) buttons.append(item.refused ? button("Perbaiki", () => outbox.mend(item))
      : button("Buka", () => location.assign(`${item.url}#${encodeURIComponent(item.key)}`)));
    buttons.append(button("Simpan sebagai berkas", () => download(item, photo)), button("Hapus", () => remove(item)));
    line.append(buttons);
    return line;
  };

  addEventListener("antrean", ({ detail: items }) => {
    list.replaceChildren(...items.map(row));
    document.getElementById("antrean-kosong").hidden = items.length > 0;
  });
  document.getElementById("kirim").onclick = outbox.flush;
  // Shown in place of a page that is not kept.
  document.getElementById("tak-tersimpan").hidden = location.pathname === "/antrean/";

  // What somebody else saved as a file is taken over under one's own name; a file may name no other page than these.
  const handed = document.getElementById("berkas");
  if (handed) handed.onchange = async () => {
    const told = document.getElementById("berkas-terbaca"), item = await handed.files[0]?.text().then(JSON.parse).catch(() => null);
    handed.value = "";
    const isEntry = /^\/(usulan|rencana)\/(baru|\d+\/ubah)\/(\?|$)/.test(item?.url) && Array.isArray(item.data)
      && item.data.every((pair) => Array.isArray(pair) && pair.every((part) => typeof part === "string"));
    told.textContent = isEntry ? "Isian masuk antrean atas nama Anda." : "Berkas ini bukan isian dari antrean. Pilih berkas yang disimpan dari halaman ini.";
    if (!isEntry) return;
    await outbox.add({ key: String(item.key), url: item.url, label: String(item.label), data: item.data });
    await outbox.show();
    outbox.flush();
  };

  const ready = document.getElementById("siapkan");
  if (ready) ready.onclick = async () => {
    const links = [...document.querySelectorAll("#halaman a")], cache = await caches.open("halaman"), told = ready.nextElementSibling;
    let kept = 0;
    for (const { href } of links) {
      const answer = await fetch(href).catch(() => null);
      if (answer?.ok && !answer.redirected) {
        await cache.put(href, answer);
        kept += 1;
      }
      told.textContent = `${kept} dari ${links.length} halaman tersimpan di perangkat ini.`;
    }
  };
})();
