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

  for (const input of document.querySelectorAll("[data-rupiah]")) {
    const words = document.createElement("div");
    words.id = `${input.id}_words`;
    words.className = "amount-words";
    words.setAttribute("aria-live", "polite");
    input.closest(".input-group").after(words);
    input.addEventListener("change", () => repeat(input));
    repeat(input);
  }
})();
