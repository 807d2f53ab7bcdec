const veilig = (waarde) => String(waarde ?? "").replace(/[&<>"']/g, (teken) => `&#${teken.charCodeAt(0)};`);
const haal = async (adres) => {
  const antwoord = await fetch(adres, { headers: { accept: "application/json" } }).catch(() => null);
  return antwoord?.ok ? antwoord.json() : null;
};
const toon = (html) => {
  document.querySelector("#plek").innerHTML = html;
  document.body.dataset.klaar = "ja";
};
