/* A pad on which a name is drawn with finger, pen or mouse. The page is complete without it: the typed name is enough. */
(() => {
  const WIDTH = 300, HEIGHT = 100;  // as meetings/seal.py counts
  const field = document.querySelector("input[data-pad]");
  if (!field) return;

  const pad = document.createElement("canvas");
  pad.className = "pad";
  pad.width = WIDTH * 2;
  pad.height = HEIGHT * 2;
  pad.setAttribute("role", "img");
  pad.setAttribute("aria-label", "Bidang gambar tanda tangan, boleh dibiarkan kosong");
  const label = document.createElement("p");
  label.textContent = "Gambar tanda tangan Anda (boleh kosong)";
  const wipe = document.createElement("button");
  wipe.type = "button";
  wipe.className = "btn btn-outline-primary";
  wipe.textContent = "Hapus gambar";
  const box = document.createElement("div");
  box.className = "pad-box";
  box.append(label, pad, wipe);
  field.closest("form").querySelector("input[type=password]").closest("div").before(box);

  const pen = pad.getContext("2d");
  let strokes = [], stroke = null;

  const draw = () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#1f3a5f";
    for (const points of strokes) {
      pen.beginPath();
      points.forEach(([x, y], i) => (i ? pen.lineTo(x * 2, y * 2) : pen.moveTo(x * 2, y * 2)));
      if (points.length === 1) pen.lineTo(points[0][0] * 2, points[0][1] * 2);
      pen.stroke();
    }
    field.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  const add = (event) => {
    const at = pad.getBoundingClientRect();
    const within = (value, size, limit) => Math.max(0, Math.min(limit, Math.round((value / size) * limit)));
    const point = [within(event.clientX - at.left, at.width, WIDTH), within(event.clientY - at.top, at.height, HEIGHT)];
    const last = stroke.at(-1);
    if (!last || Math.abs(last[0] - point[0]) + Math.abs(last[1] - point[1]) > 1) stroke.push(point);
    draw();
  };

  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    strokes.push(stroke = []);
    add(event);
  });
  pad.addEventListener("pointermove", (event) => stroke && add(event));
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (stroke = null));
  wipe.addEventListener("click", () => { strokes = []; draw(); });
  try { strokes = JSON.parse(field.value || "[]"); } catch { strokes = []; }
  draw();
})();
