import { sayUndrawn, showFigures } from "./figures.ts";
import { enhanceTables } from "./table.ts";

// As the system has it until it is pressed, and again when the page is opened anew: pages from disk share one store.
function addThemeButton(): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme";
  const dark = () => {
    const chosen = document.documentElement.dataset["theme"];
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const show = () => {
    button.textContent = dark() ? "Light" : "Dark";
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = dark() ? "light" : "dark";
    show();
  });
  show();
  document.querySelector("header")?.append(button);
}

function addCopyButtons(): void {
  for (const command of document.querySelectorAll<HTMLElement>(".command")) {
    const text = command.querySelector("pre")!.textContent!;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${text}`);
    button.addEventListener("click", async () => {
      const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
      button.textContent = copied ? "Copied" : "Select it and copy";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    command.append(button);
  }
}

// A link may point into what is folded away.
function openTarget(): void {
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (let at: Element | null = target; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  target?.scrollIntoView();
}

addThemeButton();
addCopyButtons();
const comparisons = [...document.querySelectorAll<HTMLTableElement>("table.compared")];
if (comparisons.length > 0) enhanceTables(comparisons);
showFigures().catch((error: unknown) => {
  console.error(error);
  sayUndrawn(error);
});
addEventListener("hashchange", openTarget);
openTarget();
