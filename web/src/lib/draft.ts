// One card of 我的填报: knows its fields, saves itself, keeps trying, shows both sides of a conflict.
import { newKey, writeHeaders } from "./keys";

export type Words = Record<string, string | undefined>;
interface Stored {
  said: string;
  problem: string;
  is_unchanged: boolean;
  outcome: string;
  progress: number | null;
  reported_lamp: string | null;
}
interface Answer {
  version: number;
  saved_at: string;
  is_ready: boolean;
  current?: Stored;
  errors?: Record<string, string[]>;
  detail?: string;
}

const PAUSE = 1000; // after the last key
const RETRY = [3000, 10_000, 30_000];

export class Card {
  isDirty = false;
  private isReady: boolean;
  private isBlocked = false; // by an error or a conflict that a person must look at
  private timer = 0;
  private attempt = 0;
  private sending: Promise<void> | null = null;
  private unanswered: { body: string; key: string } | null = null;

  constructor(
    readonly element: HTMLElement,
    private readonly words: Words,
    private readonly count: (change: number) => void,
  ) {
    this.isReady = this.saysSomething();
    element.addEventListener("input", (event) => this.touched(event.target as Element));
    element.addEventListener("click", (event) => this.clicked(event.target as Element));
    this.fold();
  }

  /** Save what is not saved yet; say whether all of it is. */
  async settle(): Promise<boolean> {
    if (this.sending) await this.sending;
    if (this.isDirty && !this.isBlocked) await this.save();
    return !this.isDirty;
  }

  async retry(): Promise<void> {
    if (this.isDirty && !this.isBlocked) await this.save();
  }

  say(text: string, isError = false): void {
    const status = this.element.querySelector<HTMLElement>("[data-status]");
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("error", isError);
  }

  private field<T extends HTMLElement>(name: string): T | null {
    return this.element.querySelector<T>(`[data-field="${name}"]`);
  }

  private text(name: string): string {
    return this.field<HTMLInputElement>(name)?.value ?? "";
  }

  private radio(name: string): string {
    const chosen = this.element.querySelector<HTMLInputElement>(`[data-field="${name}"]:checked`);
    return chosen?.value ?? "";
  }

  private get isUnchanged(): boolean {
    return this.field<HTMLInputElement>("is_unchanged")?.checked ?? false;
  }

  private saysSomething(): boolean {
    const outcome = this.radio("outcome");
    return this.isUnchanged || this.text("said").trim() !== "" || (outcome !== "" && outcome !== "none");
  }

  private touched(target: Element): void {
    const name = target.getAttribute("data-field");
    if (name === null || name === "version") return;
    const unchanged = this.field<HTMLInputElement>("is_unchanged");
    if (name === "said" && unchanged && this.text("said") !== "") unchanged.checked = false;
    this.fold();
    this.isDirty = true;
    this.isBlocked = false;
    this.say(this.words["unsaved"] ?? "");
    this.later(name === "is_unchanged" ? 0 : PAUSE);
  }

  private clicked(target: Element): void {
    if (target.closest("[data-repeat]")) {
      const said = this.field<HTMLTextAreaElement>("said");
      const last = this.element.querySelector("[data-last]")?.textContent ?? "";
      if (!said) return;
      said.value = last;
      said.dispatchEvent(new Event("input", { bubbles: true }));
      said.focus();
    }
  }

  /** With no news there is nothing to write: the fields make room. */
  private fold(): void {
    this.element.classList.toggle("checkin-folded", this.isUnchanged);
  }

  private later(delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.retry(), delay);
  }

  private body(): string {
    const body = new URLSearchParams({ version: this.text("version") });
    if (this.isUnchanged) body.set("is_unchanged", "on");
    body.set("said", this.isUnchanged ? "" : this.text("said"));
    body.set("problem", this.text("problem"));
    body.set("outcome", this.radio("outcome"));
    body.set("progress", this.text("progress"));
    body.set("reported_lamp", this.radio("reported_lamp"));
    return body.toString();
  }

  private async save(): Promise<void> {
    if (this.sending) await this.sending;
    window.clearTimeout(this.timer);
    this.sending = this.send();
    await this.sending;
    this.sending = null;
  }

  private async send(): Promise<void> {
    const body = this.body();
    const key = this.unanswered?.body === body ? this.unanswered.key : newKey();
    this.unanswered = { body, key };
    this.say(this.words["saving"] ?? "");
    try {
      const answer = await fetch(this.element.dataset["save"] ?? "", {
        method: "POST",
        headers: {
          ...writeHeaders(key),
          Accept: "application/json",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body,
      });
      this.unanswered = null;
      await this.read(answer, body);
    } catch {
      this.again(this.words["offline"] ?? "");
    }
  }

  private async read(answer: Response, body: string): Promise<void> {
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (answer.redirected || !isJson) {
      this.again((answer.status < 500 ? this.words["signedOut"] : this.words["failed"]) ?? "");
      return;
    }
    const said = (await answer.json()) as Answer;
    if (answer.ok) {
      this.saved(said, body);
    } else if (said.current) {
      this.isBlocked = true;
      this.showBoth(said.current, said.version);
    } else {
      this.isBlocked = true;
      this.say(Object.values(said.errors ?? {}).flat()[0] ?? said.detail ?? "", true);
    }
  }

  private saved(said: Answer, body: string): void {
    this.attempt = 0;
    const version = this.field<HTMLInputElement>("version");
    if (version) version.value = String(said.version);
    const now = new URLSearchParams(this.body());
    const sent = new URLSearchParams(body);
    now.delete("version");
    sent.delete("version");
    this.isDirty = now.toString() !== sent.toString();
    if (this.isDirty) this.later(PAUSE);
    this.say((this.words["saved"] ?? "{time}").replace("{time}", said.saved_at));
    if (said.is_ready !== this.isReady) this.count(said.is_ready ? 1 : -1);
    this.isReady = said.is_ready;
  }

  private again(text: string): void {
    this.say(text, true);
    this.later(RETRY[Math.min(this.attempt, RETRY.length - 1)] ?? PAUSE);
    this.attempt += 1;
  }

  private showBoth(theirs: Stored, version: number): void {
    this.element.querySelector("[data-conflict-box]")?.remove();
    const box = document.createElement("div");
    box.className = "notice notice-warning";
    box.dataset["conflictBox"] = "";
    box.setAttribute("role", "alert");
    const head = document.createElement("p");
    head.textContent = this.words["conflict"] ?? "";
    const quote = document.createElement("blockquote");
    quote.className = "quote";
    const said = theirs.is_unchanged ? (this.words["noNews"] ?? "") : theirs.said;
    quote.textContent = [said, theirs.problem].filter(Boolean).join(" / ") || "—";
    const row = document.createElement("p");
    row.className = "actions";
    row.append(
      this.choice(this.words["keepMine"] ?? "", () => this.resolve(box, version, null)),
      this.choice(this.words["takeTheirs"] ?? "", () => this.resolve(box, version, theirs)),
    );
    box.append(head, quote, row);
    this.element.querySelector("[data-status]")?.before(box);
    this.say("");
  }

  private choice(word: string, act: () => void): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = word;
    button.addEventListener("click", act);
    return button;
  }

  private resolve(box: HTMLElement, version: number, theirs: Stored | null): void {
    const field = this.field<HTMLInputElement>("version");
    if (field) field.value = String(version);
    if (theirs) this.fill(theirs);
    box.remove();
    this.fold();
    this.isBlocked = false;
    this.isDirty = true;
    void this.save();
  }

  private fill(theirs: Stored): void {
    const set = (name: string, value: string): void => {
      const field = this.field<HTMLInputElement>(name);
      if (field) field.value = value;
    };
    set("said", theirs.said);
    set("problem", theirs.problem);
    set("progress", theirs.progress === null ? "" : String(theirs.progress / 10));
    const unchanged = this.field<HTMLInputElement>("is_unchanged");
    if (unchanged) unchanged.checked = theirs.is_unchanged;
    for (const [name, value] of [["outcome", theirs.outcome], ["reported_lamp", theirs.reported_lamp ?? ""]] as const) {
      for (const radio of this.element.querySelectorAll<HTMLInputElement>(`[data-field="${name}"]`)) {
        radio.checked = radio.value === value;
      }
    }
  }
}
