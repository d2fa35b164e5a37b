// The fields of one card: reading them, filling them, comparing them.
import type { Stored } from "./conflict";
import { joined, parted } from "./following";

const RADIOS = ["outcome", "reported_lamp"];
const TEXTS = ["said", "following", "problem", "missed_reason", "goal_moves_to", "progress"];

export class Fields {
  constructor(private readonly element: HTMLElement) {}

  field<T extends HTMLElement>(name: string): T | null {
    return this.element.querySelector<T>(`[data-field="${name}"]`);
  }

  text(name: string): string {
    return this.field<HTMLInputElement>(name)?.value ?? "";
  }

  get said(): HTMLTextAreaElement | null {
    return this.field<HTMLTextAreaElement>("said");
  }

  get isUnchanged(): boolean {
    return this.field<HTMLInputElement>("is_unchanged")?.checked ?? false;
  }

  /** Whether the summary that the page offered still stands untouched: it is nobody's word. */
  get isOffer(): boolean {
    return this.said?.dataset["offered"] !== undefined;
  }

  get version(): string {
    return this.text("version");
  }

  set version(value: string) {
    const field = this.field<HTMLInputElement>("version");
    if (field) field.value = value;
  }

  get saysSomething(): boolean {
    const outcome = this.radio("outcome");
    const texts = (this.isOffer ? "" : this.text("said")) + this.text("following");
    const said = texts.trim() !== "";
    return this.isUnchanged || said || (outcome !== "" && outcome !== "none");
  }

  /** What is typed, as it is sent and kept; the version is not part of it. */
  typed(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of TEXTS) found[name] = this.text(name);
    if (this.isUnchanged) {
      found["is_unchanged"] = "on";
      found["said"] = found["following"] = "";
    }
    for (const name of RADIOS) found[name] = this.radio(name);
    return found;
  }

  stored(): Stored {
    const typed = this.typed();
    return {
      said: joined(typed["said"] ?? "", typed["following"] ?? ""),
      problem: typed["problem"] ?? "",
      is_unchanged: this.isUnchanged,
      outcome: typed["outcome"] || "none",
      missed_reason: typed["missed_reason"] ?? "",
      goal_moves_to: typed["goal_moves_to"] || null,
      progress: typed["progress"] ? Math.round(Number(typed["progress"]) * 10) : null,
      reported_lamp: typed["reported_lamp"] || null,
    };
  }

  /** Fill the card with what the server holds. */
  take(theirs: Stored): void {
    const [said, following] = this.field("following") ? parted(theirs.said) : [theirs.said, ""];
    this.fill({
      said,
      following,
      problem: theirs.problem,
      missed_reason: theirs.missed_reason,
      goal_moves_to: theirs.goal_moves_to ?? "",
      progress: theirs.progress === null ? "" : String(theirs.progress / 10),
      outcome: theirs.outcome,
      reported_lamp: theirs.reported_lamp ?? "",
      ...(theirs.is_unchanged ? { is_unchanged: "on" } : {}),
    });
  }

  /** Fill the card with what was typed before. */
  fill(typed: Record<string, string>): void {
    for (const name of TEXTS) {
      const field = this.field<HTMLInputElement>(name);
      if (field) field.value = typed[name] ?? "";
    }
    const unchanged = this.field<HTMLInputElement>("is_unchanged");
    if (unchanged) unchanged.checked = typed["is_unchanged"] === "on";
    for (const name of RADIOS) {
      for (const radio of this.element.querySelectorAll<HTMLInputElement>(`[data-field="${name}"]`)) {
        radio.checked = radio.value === (typed[name] ?? "");
      }
    }
    this.said?.removeAttribute("data-offered");
  }

  private radio(name: string): string {
    const chosen = this.element.querySelector<HTMLInputElement>(`[data-field="${name}"]:checked`);
    return chosen?.value ?? "";
  }
}
